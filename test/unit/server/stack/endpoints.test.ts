import { createServer, type Server } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { requireFreePorts } from '../../../../server/stack/endpoints.ts';
import { run } from '../../../support/processes.ts';

let server: Server | undefined;
afterEach(() => server?.close());

/** Listens on that address. @returns the port */
async function listen(host: string): Promise<number> {
  const made = createServer();
  server = made;
  await new Promise<void>((resolve) => made.listen({ host, port: 0, ipv6Only: host.includes(':') }, resolve));
  const address = made.address();
  return typeof address === 'object' && address ? address.port : 0;
}

describe('a port that somebody has', () => {
  it.each([
    ['127.0.0.1', '127.0.0.1'],
    ['0.0.0.0', '127.0.0.1'],
    ['127.0.0.1', '0.0.0.0'],
    ['::1', '::1'],
    ['::', '::1'],
  ])('on %s is none for %s, and says by whom it is held', async (held, wanted) => {
    const port = await listen(held);
    await expect(requireFreePorts([{ address: wanted, port }])).rejects.toMatchObject({
      code: 'PORT_IN_USE',
      detail: expect.stringContaining(`(pid ${process.pid})`),
    });
  });

  it('on 127.0.0.1 is free on 127.0.0.2', async () => {
    const port = await listen('127.0.0.1');
    await requireFreePorts([{ address: '127.0.0.2', port }]);
  });
});

/** As a user who may not listen below 1024, in a process of its own. */
const asNobody = process.getuid?.() === 0;
describe.runIf(asNobody)('a port below 1024, for who may not listen there', () => {
  const low = 987;
  async function tried(address: string, forAnother: boolean, held?: string): Promise<string> {
    const listening = held === undefined ? undefined : createServer();
    await new Promise<void>((resolve) =>
      listening ? listening.listen({ host: held, port: low, ipv6Only: held?.includes(':') }, resolve) : resolve(),
    );
    const module = new URL('../../../../server/stack/endpoints.ts', import.meta.url).href;
    const script = `const { requireFreePorts } = await import(${JSON.stringify(module)});
      process.setgid(65534); process.setuid(65534);
      await requireFreePorts([{ address: '${address}', port: ${low} }], { forAnother: ${forAnother} }).then(
        () => console.log('free'), ({ code }) => console.log(code));`;
    try {
      const { stdout, stderr } = await run({ file: process.execPath, args: ['--input-type=module', '-e', script] });
      return stdout.trim() || stderr;
    } finally {
      listening?.close();
    }
  }

  it('is not allowed, when HAProxy may not either', async () => {
    expect(await tried('127.0.0.1', false)).toBe('PORT_NOT_ALLOWED');
  });

  it.each(['127.0.0.1', '::1', '0.0.0.0', '::'])('is left to HAProxy, which may: %s', async (address) => {
    expect(await tried(address, true)).toBe('free');
  });

  it.each([
    ['127.0.0.1', '127.0.0.1'],
    ['127.0.0.1', '0.0.0.0'],
    ['0.0.0.0', '127.0.0.1'],
    ['::1', '::1'],
    ['::1', '::'],
  ])('is in use on %s when somebody has %s', async (wanted, held) => {
    expect(await tried(wanted, true, held)).toBe('PORT_IN_USE');
  });

  it('is free on 127.0.0.1 when somebody has 127.0.0.2', async () => {
    expect(await tried('127.0.0.1', true, '127.0.0.2')).toBe('free');
  });
});
