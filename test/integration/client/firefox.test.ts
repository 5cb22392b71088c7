/** Firefox itself, where it is installed: it opens a service with the key, asks as its settings say, and is out when shut out. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Firefox, firefoxProgram, newProfile, trustRoot } from '../../support/client/firefox.ts';
import { runClient } from '../../support/client/run-client.ts';
import { newPerson, type Person } from '../../support/client/with-keyring.ts';
import {
  HAND_WRITTEN,
  hostOf,
  latchkeyJson,
  makeThrowAwayHome,
  type ThrowAwayHome,
} from '../../support/throw-away-home.ts';

const installed = await firefoxProgram();

describe('Firefox, from a profile into which the app has put the key', { timeout: 120_000 }, () => {
  let home: ThrowAwayHome;
  let person: Person;
  let profile: string;
  let firefox: Firefox | undefined;
  /** Of the certificate that the app put there first. */
  let first: string;

  beforeAll(async () => {
    console.log(installed?.version);
    [home, person] = await Promise.all([makeThrowAwayHome(), newPerson()]);
    await home.up();
    profile = await newProfile(person);
    await trustRoot(profile, `${home.dir}/ca/server-root.crt`);
  }, 120_000);
  afterAll(async () => {
    await firefox?.end();
    await Promise.all([person?.leave(), home?.remove()]);
  }, 60_000);

  const start = async (choice: 'ask' | 'automatic') => {
    await firefox?.end();
    firefox = await Firefox.start(installed?.program ?? '', profile, person, choice);
    return firefox;
  };
  const client = async (...words: string[]) => JSON.parse((await runClient(person, [...words, '--json'])).stdout);
  const service = (name: string) => `https://${hostOf(name)}:${home.httpsPort}/`;
  const whoami = () => `https://${hostOf('enroll')}:${home.httpsPort}/v1/whoami`;

  test('asks which key to show, names it, and takes the answer for that site', async () => {
    const running = await start('ask');
    await expect(running.open(service(HAND_WRITTEN))).rejects.toThrow(/NS_ERROR|SSL_ERROR/);

    // It comes while Firefox runs.
    const { enrolled } = await client('enrol', (await home.invite('Dave', 'Sofa')).invite);
    expect(enrolled[0].stores.map(({ name }: { name: string }) => name)).toContain('Firefox (default)');
    first = enrolled[0].fingerprint;
    const no = await running.openAsking(service('photos'));
    await no.question.answer('cancel');
    await expect(no.page).rejects.toThrow(/NS_ERROR|SSL_ERROR/);

    const yes = await running.openAsking(service('cloud'));
    const said = await yes.question.text();
    expect(said).toContain(hostOf('cloud'));
    expect(said).toContain('Dave');
    await yes.question.answer('accept');
    expect(await yes.page).toContain('You are in');
  });

  test('set to choose by itself it shows the renewed key after the next start, and is out when shut out', async () => {
    const [renewed] = (await client('renew')).homes;
    expect(renewed).toMatchObject({ result: 'renewed' });
    expect(renewed.fingerprint).not.toBe(first);
    const running = await start('automatic');
    expect(await running.open(service('cloud'))).toContain('You are in');
    expect(await running.open(whoami())).toContain(renewed.fingerprint);

    const { devices } = await latchkeyJson<{ devices: { id: string; state: string }[] }>([
      'devices',
      '--dir',
      home.dir,
    ]);
    const id = devices.find(({ state }) => state === 'active')?.id ?? '';
    await latchkeyJson(['shut-out', id, '--dir', home.dir]);
    expect(await running.open(service('cloud'))).not.toContain('You are in');
  });
});
