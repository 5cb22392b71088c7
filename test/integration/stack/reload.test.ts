/** A reload whose outcome does not hold is taken back, with the real programs. */
import { readFile, writeFile } from 'node:fs/promises';
import { afterEach, expect, test } from 'vitest';
import { type ConfiguredHome, readHome } from '../../../server/home/read.ts';
import { Reloading } from '../../../server/home/reload.ts';
import type { LatchkeyError } from '../../../shared/errors.ts';
import { probe } from '../../support/probe.ts';
import { foreignCa, mintDevice } from '../../support/stack/certificates.ts';
import { makeTestHome, type RunningHome, startTestHome } from '../../support/stack/home.ts';

const cleanUps: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).toReversed()) await cleanUp();
});

/** A home that runs, and a way to reload it under the eyes of an attacker who gets in `times` times. */
async function reloadUnderAttack(times: number) {
  const made = await makeTestHome({ services: [{ name: 'cloud', upstream: 'http://127.0.0.1:9' }] });
  cleanUps.push(made.remove);
  const running: RunningHome = await startTestHome(made);
  cleanUps.push(running.stop);
  const { layout, material } = made;
  let now: ConfiguredHome = await readHome(layout.dir);
  const recorded: string[] = [];
  const givenUp: LatchkeyError[] = [];
  const home = {
    layout,
    get config() {
      return now.config;
    },
    adopt: (next: ConfiguredHome) => {
      const before = now;
      now = next;
      return before;
    },
    audit: {
      lastOf: () => undefined,
      record: ({ kind, outcome }: { kind: string; outcome: string }) => void recorded.push(`${kind} ${outcome}`),
    },
  };
  let left = times;
  const identities = {
    notActive: () => running.device({ active: left-- > 0 }),
    foreignCa: async () => mintDevice(await foreignCa(material.ca)),
  };
  const reloading = new Reloading({
    home: home as never,
    stack: running.stack,
    identities,
    giveUp: (error) => givenUp.push(error),
  });
  const dave = await running.device();
  const text = await readFile(layout.config, 'utf8');
  await writeFile(layout.config, text.replace('services:', 'services:\n  photos: http://127.0.0.1:9'));
  const statusOf = async (service: string) => {
    const port = running.config.ports.https;
    const result = await probe({
      port,
      host: `${service}.home.localhost`,
      identity: { cert: dave.certificatePem, key: dave.keyPem },
    });
    return result.kind === 'answer' ? result.status : result.reason;
  };
  return { reload: () => reloading.reload(), home, recorded, givenUp, statusOf, text, layout };
}

test('what a stranger gets into is taken back, and what ran before goes on', async () => {
  const { reload, home, recorded, givenUp, statusOf, layout } = await reloadUnderAttack(1);
  const before = await readFile(layout.rendered.caddy, 'utf8');
  await expect(reload()).rejects.toMatchObject({ code: 'CLIENT_AUTH_NOT_HOLDING' });
  expect(home.config.services.map(({ name }) => name)).toEqual(['cloud']);
  expect(await readFile(layout.rendered.caddy, 'utf8')).toBe(before);
  // 502: let in, and nobody runs the service.
  expect(await statusOf('cloud')).toBe(502);
  expect(await statusOf('photos')).not.toBe(502);
  expect({ recorded, givenUp }).toEqual({ recorded: ['configuration-changed failed'], givenUp: [] });

  // The same file once more, and nobody gets in any more.
  expect((await reload()).effects).toHaveLength(1);
  expect(await statusOf('photos')).toBe(502);
});

test('a home whose client-auth check does not hold before the reload either is given up', async () => {
  const { reload, givenUp } = await reloadUnderAttack(2);
  await expect(reload()).rejects.toMatchObject({ code: 'CLIENT_AUTH_NOT_HOLDING' });
  expect(givenUp.map(({ code }) => code)).toEqual(['CLIENT_AUTH_NOT_HOLDING']);
});

test('two reloads at once are one after the other', async () => {
  const { reload, statusOf } = await reloadUnderAttack(0);
  const [first, second] = await Promise.all([reload(), reload()]);
  expect([first.effects.length, second.effects.length]).toEqual([1, 0]);
  expect(await statusOf('photos')).toBe(502);
});
