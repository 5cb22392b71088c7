/** A host name as a Host header or a server name has it, with its port or a dot at its end. RFC 1123 2.1, and underscores. */
const HOST = /^([a-z0-9_](?:[a-z0-9._-]{0,251}[a-z0-9_])?)\.?(?::\d{1,5})?$/;

/** A host in lower case, without its port; undefined for what is no host name, however it is spelt. */
export function hostName(text: string | undefined): string | undefined {
  const host = HOST.exec(text?.toLowerCase() ?? '')?.[1];
  return host?.includes('..') ? undefined : host;
}
