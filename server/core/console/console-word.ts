/** The word that makes this program the admin's console: for the running home alone, which starts it. */
export const CONSOLE_WORD = '__console';
