/** What the page needs to know of the console's requests beside the contract; no schema, so that the page stays small. */

/**
 * Sent with every POST, whose body is `application/json`. Another origin's page cannot send it without being asked first
 * (CORS), and nothing here answers that question. What has Latchkey in its name, Caddy deletes.
 */
export const CONSOLE_HEADER = { name: 'console-request', value: '1' } as const;

/** Where the link of `latchkey console` leads, with the token in the fragment; it is all that is shown without a key. */
export const ENTER_PATH = '/enter';

/** Where the server-sent events are. */
export const EVENTS_PATH = '/api/events';
