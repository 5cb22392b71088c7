/** Limits that several layers know, each in one place. Those of names and hosts are in name-rules.ts and host.ts. */

/** The largest request body that the signing API reads, in bytes. */
export const BODY_LIMIT = 16 * 1024;

/** The largest request body that the admin's console reads, in bytes: 500 services by name. */
export const CONSOLE_BODY_LIMIT = 128 * 1024;

/** The largest reply that the app reads, in bytes. */
export const MAX_REPLY_BYTES = 256 * 1024;

/** How many services a home has at the most. With the longest names, a reply with all of them fits what the app reads. */
export const MAX_SERVICES = 500;

/** The longest life of a device's certificate, in days: what a home may choose, and what the app takes. */
export const MAX_CERTIFICATE_DAYS = 825;

/** UTF-16 units of a browser's own password: what its field takes. */
export const MAX_PASSWORD = 1024;
