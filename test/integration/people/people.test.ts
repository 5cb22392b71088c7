import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Identity, probe, WAN_SOURCE } from '../../support/probe.ts';
import { enrolSoftDevice } from '../../support/soft-device.ts';
import { openStream } from '../../support/streams.ts';
import {
  ENROLMENT_HOST,
  HAND_WRITTEN,
  hostOf,
  latchkeyJson,
  makeThrowAwayHome,
  type ThrowAwayHome,
} from '../../support/throw-away-home.ts';

interface Shown {
  readonly device: {
    readonly state: string;
    readonly lastSeen: { readonly at: string; readonly address: string; readonly host: string } | null;
  };
}

let home: ThrowAwayHome;
beforeAll(async () => {
  home = await makeThrowAwayHome();
  await home.up();
});
afterAll(() => home.remove());

async function enrol(device: string): Promise<Identity> {
  const { code } = await home.invite('Dave', device);
  return (await enrolSoftDevice({ host: ENROLMENT_HOST, port: home.httpsPort }, code)).identity;
}
const at = (service: string, identity: Identity) => ({ port: home.httpsPort, host: hostOf(service), identity });
const show = async (device: string) =>
  (await latchkeyJson<Shown>(['device', 'show', device, '--dir', home.dir])).device;

/** Asks until it is so. */
async function until<Value>(ask: () => Promise<Value>, isSo: (value: Value) => boolean): Promise<Value> {
  for (let tries = 0; tries < 100; tries += 1) {
    const value = await ask();
    if (isSo(value)) return value;
    await sleep(100);
  }
  throw new Error('it never came to that');
}

describe('last seen', () => {
  it('is the true address, whatever the visitor says about itself', async () => {
    const identity = await enrol('Liar');
    const lies = {
      'x-forwarded-for': '198.51.100.66',
      'x-real-ip': '198.51.100.66',
      forwarded: 'for=198.51.100.66',
      'x-latchkey-source': '198.51.100.66_1',
      'x-latchkey-fingerprint': 'ab'.repeat(32),
    };
    expect(await probe({ ...at('cloud', identity), headers: lies })).toMatchObject({ kind: 'answer', status: 200 });
    const { lastSeen } = await until(
      () => show('Liar'),
      (device) => device.lastSeen !== null,
    );
    expect(lastSeen).toMatchObject({
      ...{ zone: 'wan', address: WAN_SOURCE, host: hostOf('cloud'), service: 'cloud' },
    });

    await probe({ ...at(HAND_WRITTEN, identity), headers: lies });
    const next = await until(
      () => show('Liar'),
      (device) => device.lastSeen?.host === hostOf(HAND_WRITTEN),
    );
    expect(next.lastSeen).toMatchObject({ address: WAN_SOURCE, service: null });
  });

  it('is not remembered of whom the client-auth check refuses', async () => {
    const identity = await enrol('Gone');
    await latchkeyJson(['shut-out', 'Gone', '--dir', home.dir]);
    expect(await probe(at('cloud', identity))).toMatchObject({ kind: 'answer', status: 403 });
    const other = await enrol('Witness');
    await probe(at('cloud', other));
    await until(
      () => show('Witness'),
      (device) => device.lastSeen !== null,
    );
    expect((await show('Gone')).lastSeen).toBeNull();
  });

  it('is gone from the disk when it is switched off while the home runs', async () => {
    const config = join(home.dir, 'latchkey.yaml');
    const text = await readFile(config, 'utf8');
    await writeFile(config, text.replace(/^devices:\n/m, 'devices:\n  last-seen: off\n'));
    await latchkeyJson(['reload', '--dir', home.dir]);
    const holding = async () => {
      const names = (await readdir(home.dir)).filter((name) => name.startsWith('registry.db'));
      const files = await Promise.all(names.map((name) => readFile(join(home.dir, name))));
      return files.some((bytes) => bytes.includes(hostOf(HAND_WRITTEN)));
    };
    await until(holding, (still) => !still);
    await writeFile(config, text);
    await latchkeyJson(['reload', '--dir', home.dir]);
    expect((await show('Liar')).lastSeen).toBeNull();
  });
});

describe('a device that was shut out by mistake', () => {
  it('opens everything again as soon as the command returns, and can be shut out again with all it has open', async () => {
    const identity = await enrol('Mistake');
    await latchkeyJson(['shut-out', 'Mistake', '--dir', home.dir]);
    expect(await probe(at('cloud', identity))).toMatchObject({ kind: 'answer', status: 403 });

    await latchkeyJson(['let-in', 'Mistake', '--dir', home.dir]);
    expect(await probe(at('cloud', identity))).toMatchObject({ kind: 'answer', status: 200 });
    const stream = await openStream('websocket', at('cloud', identity));
    await stream.alive();

    await latchkeyJson(['person', 'shut-out', 'Dave', '--yes', '--dir', home.dir]);
    await Promise.race([stream.ended, sleep(5000).then(() => Promise.reject(new Error('still open')))]);
    expect(await probe(at('cloud', identity))).toMatchObject({ kind: 'answer', status: 403 });
  });
});
