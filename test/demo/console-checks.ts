/** The demo's checks of the admin's console. */
import assert from 'node:assert/strict';
import { type Identity, LAN_SOURCE, probe } from '../support/probe.ts';
import { enrolSoftDevice } from '../support/soft-device.ts';
import { ENROLMENT_HOST, hostOf, latchkeyJson, type ThrowAwayHome } from '../support/throw-away-home.ts';
import { answered, type Check } from './check.ts';

function open({ httpsPort: port }: ThrowAwayHome, identity?: Identity) {
  const host = hostOf('console');
  return probe({ port, host, from: LAN_SOURCE, identity, headers: { host: `${host}:${port}` } });
}

async function enrol(home: ThrowAwayHome, person: string): Promise<Identity> {
  const { code } = await home.invite(person, 'Desk');
  return (await enrolSoftDevice({ host: ENROLMENT_HOST, port: home.httpsPort }, code)).identity;
}

export const CONSOLE_CHECKS: Readonly<Record<string, Check>> = {
  'console-admin-200': async ({ home }) => {
    const identity = await enrol(home, 'Ann');
    answered(await open(home, identity), 403);
    await latchkeyJson(['admin', 'add', 'Ann', '--dir', home.dir]);
    const { body, headers } = answered(await open(home, identity), 200);
    assert.match(body, /id="root"/);
    assert.match(headers.get('content-security-policy') ?? '', /frame-ancestors 'none'/);
    return 'the key of an admin’s device opens the console at home, from the moment that she is one';
  },

  'console-relative-403': async ({ home }) => {
    const { body } = answered(await open(home, await enrol(home, 'Olga')), 403);
    assert.match(body, /not the key of an admin/);
    return 'a relative’s key gets 403, and is told that it is fine and not an admin’s';
  },

  'console-lan-without-key-refused': async ({ home }) => {
    const { body } = answered(await open(home), 403);
    assert.match(body, /showed none/);
    return 'at home, without a key, it answers 403 and says what opens it';
  },
};
