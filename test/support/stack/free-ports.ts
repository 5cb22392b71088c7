import { randomInt } from 'node:crypto';
import { createServer } from 'node:net';

/** Below the ports that a kernel gives out by itself (Linux: from 32768 on), and above those that programs are known by. */
const FIRST = 12_000;
const END = 32_000;

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}

/**
 * Whether this process is the first to ask for a port: another test may have been given it and not have begun to listen. A
 * socket's name without a file is taken for as long as its process lives, and in its network namespace alone (unix(7)).
 */
function isUnclaimed(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const claim = createServer().unref();
    claim.once('error', () => resolve(false));
    claim.listen(`\0latchkey-test-port-${port}`, () => resolve(true));
  });
}

/**
 * Ports of loopback that nobody holds, and that neither the kernel nor another test gives to anybody before they are taken:
 * the tests beside this one ask for hundreds.
 */
export async function freePorts(count: number): Promise<number[]> {
  const ports = new Set<number>();
  for (let tries = 0; ports.size < count; tries += 1) {
    if (tries > 1000) throw new Error('no port is free');
    const port = randomInt(FIRST, END);
    if (!ports.has(port) && (await isFree(port)) && (await isUnclaimed(port))) ports.add(port);
  }
  return [...ports];
}
