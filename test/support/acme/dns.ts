/** The DNS that a test CA asks (pebble-challtestsrv, of Debian's package pebble): every name is 127.0.0.1 until it is said otherwise. */
import { setTimeout as pause } from 'node:timers/promises';
import { startProgram } from '../processes.ts';
import { freePorts } from '../stack/free-ports.ts';

/** What its management interface can be asked (https://github.com/letsencrypt/challtestsrv). */
type Order =
  | 'add-a'
  | 'clear-a'
  | 'set-servfail'
  | 'clear-servfail'
  | 'set-txt'
  | 'clear-txt'
  | 'set-cname'
  | 'clear-cname'
  | 'set-default-ipv4';

export interface TestDns {
  /** `127.0.0.1:port`, UDP and TCP. */
  readonly address: string;
  /** Of the management interface, for programs that publish records by themselves. */
  readonly management: string;
  readonly pid: number;
  /** Such as `tell('set-txt', { host: '_acme-challenge.example.net.', value: '…' })`; hosts end with a full stop. */
  tell(order: Order, what: Readonly<Record<string, unknown>>): Promise<void>;
  stop(): Promise<void>;
}

/** Waits until it answers, ten seconds at the most. */
export async function startTestDns(): Promise<TestDns> {
  const [dns = 0, management = 0] = await freePorts(2);
  const program = startProgram({
    file: 'pebble-challtestsrv',
    args: [
      ...['-dns01', `127.0.0.1:${dns}`, '-management', `127.0.0.1:${management}`],
      // The challenges are the home's to answer; and nothing listens on ::1.
      ...['-http01', '', '-https01', '', '-tlsalpn01', '', '-defaultIPv6', ''],
    ],
  });
  const url = `http://127.0.0.1:${management}`;
  const tell: TestDns['tell'] = async (order, what) => {
    const response = await fetch(`${url}/${order}`, { method: 'POST', body: JSON.stringify(what) });
    if (!response.ok) throw new Error(`${order}: ${response.status} ${await response.text()}`);
  };
  for (let tries = 0; ; tries += 1) {
    try {
      await tell('set-default-ipv4', { ip: '127.0.0.1' });
      break;
    } catch (error) {
      if (tries >= 100) {
        await program.stop();
        throw new Error(`pebble-challtestsrv does not answer. It said:\n${program.stderr()}`, { cause: error });
      }
      await pause(100);
    }
  }
  return {
    address: `127.0.0.1:${dns}`,
    management: url,
    pid: program.pid,
    tell,
    stop: async () => void (await program.stop()),
  };
}
