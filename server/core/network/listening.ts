/** LISTEN in the kernel's tables (proc_pid_net(5), include/net/tcp_states.h). */
const LISTEN = '0A';

/** What runs on a port at home by its own documentation, and a name for it. */
const USUAL: Readonly<Record<number, string>> = {
  2283: 'photos', // Immich
  8080: 'cloud', // Nextcloud, as its Compose examples publish it
  8096: 'media', // Jellyfin
  8123: 'home', // Home Assistant
  11000: 'cloud', // Nextcloud AIO
};

/**
 * The TCP ports that something of this machine can be reached at.
 * @param tables /proc/net/tcp and /proc/net/tcp6, as they are read
 */
export function listeningPorts(tables: readonly string[]): number[] {
  const ports = tables.flatMap((table) =>
    table.split('\n').flatMap((line) => {
      const [, local = '', , state] = line.trim().split(/\s+/);
      return state === LISTEN ? [Number.parseInt(local.slice(local.lastIndexOf(':') + 1), 16)] : [];
    }),
  );
  return [...new Set(ports)].sort((a, b) => a - b);
}

/** Services by the ports that they are known by, as `--service` takes them; one for each name. */
export function offeredServices(ports: readonly number[]): string[] {
  const named = new Map<string, string>();
  for (const port of ports) {
    const name = USUAL[port];
    if (name !== undefined && !named.has(name)) named.set(name, `${name}=http://127.0.0.1:${port}`);
  }
  return [...named.values()];
}
