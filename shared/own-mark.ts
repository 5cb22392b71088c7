/** Behind the web link of what a device asked for itself: the page says so, and nothing is redeemed by it. */
export const OWN_MARK = '&own';
