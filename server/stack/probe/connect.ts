import { connect, type Socket, type TcpSocketConnectOpts } from 'node:net';

/** Where to connect to: a UNIX socket, or an address with, if need be, a source address. */
export type Target =
  | { readonly path: string }
  | { readonly host: string; readonly port: number; readonly localAddress?: string };

/** Connects, or rejects with the reason or after `timeout` milliseconds. */
export function open(target: Target, timeout: number): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket =
      'path' in target ? connect({ path: target.path }) : connect({ ...target } satisfies TcpSocketConnectOpts);
    const timer = setTimeout(() => socket.destroy(new Error('no answer in time')), timeout);
    socket.once('connect', () => {
      clearTimeout(timer);
      socket.removeAllListeners('error');
      resolve(socket);
    });
    socket.once('error', (error) => {
      clearTimeout(timer);
      reject(error);
    });
  });
}

/** Resolves when somebody accepts connections there. */
export async function tryConnect(target: Target, timeout = 1000): Promise<void> {
  (await open(target, timeout)).destroy();
}

/** An address that leads to whoever listens on `address`: itself, or loopback for "every address". */
export function reachable(address: string): string {
  if (address === '0.0.0.0') return '127.0.0.1';
  return address === '::' ? '::1' : address;
}
