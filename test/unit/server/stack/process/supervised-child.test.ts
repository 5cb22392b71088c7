import { setImmediate as turn } from 'node:timers/promises';
import { expect, test } from 'vitest';
import type { Launched } from '../../../../../server/stack/process/launch.ts';
import type { StackEvent } from '../../../../../server/stack/process/stack-events.ts';
import { SupervisedChild, TIMEOUTS } from '../../../../../server/stack/process/supervised-child.ts';

/** A program that ends when it is told so. */
async function supervised() {
  const events: StackEvent[] = [];
  const ends: ((how: string) => void)[] = [];
  const launch = async (): Promise<Launched> => {
    let how: string | undefined;
    const { promise, resolve } = Promise.withResolvers<void>();
    ends.push((end) => {
      how = end;
      resolve();
    });
    return { pid: ends.length, end: () => how, ended: promise, kill: (signal) => ends.at(-1)?.(signal) };
  };
  const child = new SupervisedChild({
    name: 'caddy',
    program: { path: '/nowhere', args: [], env: {}, folder: '/' },
    launch,
    probe: async () => undefined,
    alive: async () => undefined,
    record: async () => undefined,
    onGivenUp: () => undefined,
    onEvent: (event) => events.push(event),
    timeouts: { ...TIMEOUTS, firstBackOff: 20 },
  });
  await child.start();
  return { child, events, end: (how: string) => ends.at(-1)?.(how), started: () => ends.length };
}

const restarts = (events: readonly StackEvent[]) => events.filter(({ kind }) => kind === 'restarting');

test('a child that ends by itself is started again, and that is said', async () => {
  const { child, events, end, started } = await supervised();
  end('SIGKILL');
  await expect.poll(started).toBe(2);
  expect(restarts(events)).toMatchObject([{ child: 'caddy', reason: 'SIGKILL' }]);
  await child.stop();
});

test('one that ends because everything is stopped is not said to be started again', async () => {
  const { child, events, end, started } = await supervised();
  end('exit code 0');
  await turn();
  await child.stop();
  expect([started(), restarts(events)]).toEqual([1, []]);
});
