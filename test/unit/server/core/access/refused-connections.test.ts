import { beforeEach, describe, expect, test } from 'vitest';
import { RefusedConnections } from '../../../../../server/core/access/refused-connections.ts';

const ONE = '203.0.113.7_1000';
const OTHER = '203.0.113.7_1001';

let open: Map<string, string[]>;
let ended: (readonly string[])[];
let later: (() => void)[];
let broken: boolean;
let connections: RefusedConnections;

beforeEach(() => {
  open = new Map([
    [ONE, ['0x1']],
    [OTHER, ['0x2']],
  ]);
  [ended, later, broken] = [[], [], false];
  const proxy = {
    sessions: async () => {
      if (broken) throw new Error('no proxy');
      return open;
    },
    end: async (ids: readonly string[]) => void ended.push(ids),
  };
  connections = new RefusedConnections({ proxy, later: (run) => later.push(run) });
});

const refuse = (source: string, times: number) => {
  for (let count = 0; count < times; count++) connections.refused(source);
};
const settle = async () => {
  for (const run of later.splice(0)) run();
  await new Promise((resolve) => setImmediate(resolve));
};

describe('a connection that is refused', () => {
  test('seven times is left to who reads the page', async () => {
    refuse(ONE, 7);
    await settle();
    expect(ended).toEqual([]);
  });

  test('eight times is ended, and no other one of the same address', async () => {
    refuse(OTHER, 7);
    refuse(ONE, 8);
    await settle();
    expect(ended).toEqual([['0x1']]);
  });

  test('250 times at once costs one look at the edge proxy, and so do a hundred like it', async () => {
    for (let port = 0; port < 100; port++) refuse(`198.51.100.1_${port}`, 250);
    expect(later).toHaveLength(1);
  });

  test('and has ended by itself is not missed', async () => {
    open.delete(ONE);
    refuse(ONE, 8);
    await settle();
    expect(ended).toEqual([[]]);
  });

  test('is ended later when the edge proxy could not be asked', async () => {
    broken = true;
    refuse(ONE, 8);
    await settle();
    broken = false;
    refuse(ONE, 8);
    await settle();
    expect(ended).toEqual([['0x1']]);
  });
});
