/** Behind a web link: what the page begins with. Nothing is redeemed by them, and the page works without. */

/** What a device asked for itself. */
export const OWN_MARK = '&own';
/** A further key of a device, for one app. */
export const APP_MARK = '&app';
