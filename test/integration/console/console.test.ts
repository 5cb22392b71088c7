/** The admin's console through the real HAProxy and the real Caddy: who gets in, what is refused, and what goes on without it. */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ConsoleClient, type ConsolePlace } from '../../support/console-client.ts';
import { consolePid, triedWithItsRights } from '../../support/console-program.ts';
import { probe, WAN_SOURCE } from '../../support/probe.ts';
import { enrolSoftDevice, makeSoftKey, redeem, type SoftDevice } from '../../support/soft-device.ts';
import {
  ENROLMENT_HOST,
  hostOf,
  latchkey,
  latchkeyJson,
  makeThrowAwayHome,
  type ThrowAwayHome,
} from '../../support/throw-away-home.ts';

const HOST = hostOf('console');
let home: ThrowAwayHome;
let ann: SoftDevice;
let dave: SoftDevice;
let zoesCode = '';

const enrol = async (person: string) => {
  const { code } = await home.invite(person, `${person}'s laptop`);
  return enrolSoftDevice({ host: ENROLMENT_HOST, port: home.httpsPort }, code);
};
const at = (more: Partial<ConsolePlace> = {}) => new ConsoleClient({ host: HOST, port: home.httpsPort, ...more });
const byAnn = () => at({ identity: ann.identity });
const byDave = () => at({ identity: dave.identity });
const cli = <Result>(...words: string[]) => latchkeyJson<Result>([...words, '--dir', home.dir]);
const newRequest = () => crypto.randomUUID();

async function link(): Promise<string> {
  const { link: text } = await cli<{ link: string }>('console');
  return new URL(text).hash.slice(1);
}
async function entered(token: string): Promise<string> {
  const { status, headers } = await at().send('enter', { token });
  expect(status).toBe(200);
  return headers['set-cookie']?.[0]?.split(';')[0] ?? '';
}

beforeAll(async () => {
  home = await makeThrowAwayHome();
  await home.up();
  ann = await enrol('Ann');
  dave = await enrol('Dave');
  await cli('admin', 'add', 'Ann');
});
afterAll(() => home?.remove());

describe('who gets in', () => {
  test('an admin with a key: the page, and what the page asks for', async () => {
    const { status, headers, body } = await byAnn().ask({ path: '/' });
    expect(status).toBe(200);
    expect(body).toContain('id="root"');
    expect(headers['content-security-policy']).toContain("frame-ancestors 'none'");
    expect(headers['content-security-policy']).toContain("default-src 'none'");
    expect(headers['cache-control']).toBe('no-store');
    const me = await byAnn().call('me', {});
    expect(me.who).toMatchObject({ kind: 'device', person: 'Ann' });
    expect(me.zone).toBe('lan');
    expect(me.services.map(({ name }) => name)).toEqual(expect.arrayContaining(['cloud', 'photos']));
  });

  test('not a relative, not somebody at home without a key: both are told why', async () => {
    for (const [client, code] of [
      [byDave(), 'CONSOLE_NOT_ADMIN'],
      [at(), 'CONSOLE_KEY_MISSING'],
    ] as const) {
      const page = await client.ask({ path: '/', headers: { 'accept-language': 'de' } });
      expect(page.status).toBe(403);
      expect(page.body).toContain('Die Konsole');
      expect(await client.refusal('me', {})).toBe(`403 ${code}`);
      expect(await client.refusal('devices', {})).toBe(`403 ${code}`);
      await expect(client.listen()).rejects.toThrow('403');
    }
  });

  test('not whoever says that they are somebody: headers of clients are nobody’s', async () => {
    const der = ann.reply.certificate.replace(/-----[A-Z ]+-----|\s/g, '');
    const spoofed = {
      'client-cert': `:${der}:`,
      Client_Cert: `:${der}:`,
      'x-latchkey-zone': 'lan',
      'x-forwarded-for': '127.0.0.1',
    };
    expect(await at().refusal('me', {}, spoofed)).toBe('403 CONSOLE_KEY_MISSING');
    expect(await byDave().refusal('me', {}, spoofed)).toBe('403 CONSOLE_NOT_ADMIN');
  });

  test('nobody from outside, with whatever key and whatever name in the greeting', async () => {
    const from = { port: home.httpsPort, from: WAN_SOURCE, headers: { host: `${HOST}:${home.httpsPort}` } };
    for (const identity of [ann.identity, dave.identity, undefined]) {
      for (const sni of [HOST, hostOf('cloud'), ENROLMENT_HOST]) {
        const seen = await probe({ ...from, host: HOST, sni, identity });
        // Misdirected, or not even a handshake.
        expect([sni, seen.kind === 'answer' ? seen.status : 'refused']).toEqual([
          sni,
          seen.kind === 'answer' ? 421 : 'refused',
        ]);
      }
    }
  });

  test('nobody under another name that leads to the same address (DNS rebinding)', async () => {
    for (const host of ['evil.example', `${HOST}.evil.example`, hostOf('cloud'), '127.0.0.1', '']) {
      const { status } = await byAnn().ask({ path: '/api/me', headers: { host } });
      expect([host, status]).toEqual([host, 421]);
    }
  });

  test('not with a key for an app, which opens services', async () => {
    const { code } = await cli<{ code: string }>('device', 'app-key', ann.reply.device.id, 'Immich');
    const key = await makeSoftKey();
    // As the page of an invite does, which alone makes keys for apps.
    const device = { name: 'ignored', platform: 'other', origin: 'page' };
    const { status, body } = await new ConsoleClient({ host: ENROLMENT_HOST, port: home.httpsPort }).ask({
      method: 'POST',
      path: '/v1/certificates',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ code, csr: key.csr, device }),
    });
    expect(status).toBe(201);
    const { certificate } = JSON.parse(body) as { certificate: string };
    const app = at({ identity: { cert: certificate, key: key.key } });
    expect(await app.refusal('me', {})).toBe('403 CONSOLE_NOT_ADMIN');
  });
});

describe('a change', () => {
  const order = () => ({ request: newRequest(), person: 'Mallory', lifeSeconds: 600 });
  test.each([
    ['a page of another origin', { origin: 'https://evil.example' }],
    ['a page of another service of this home', { origin: `https://${hostOf('cloud')}`, 'sec-fetch-site': 'same-site' }],
    ['another site that hides its origin', { origin: 'null' }],
    ['something without an origin', { origin: undefined }],
    ['a form, which sends no header of its own', { 'console-request': undefined }],
    ['a navigation', { 'sec-fetch-site': 'cross-site' }],
    ['an address that was typed', { 'sec-fetch-site': 'none' }],
  ])('is refused from %s', async (_who, headers) => {
    expect(await byAnn().refusal('invite', order(), headers)).toBe('403 CONSOLE_REQUEST_REFUSED');
  });

  test('is refused as a form’s content, too large, not JSON, of an unknown field, and as a GET', async () => {
    const client = byAnn();
    expect(await client.refusal('invite', order(), { 'content-type': 'text/plain' })).toBe(
      '415 MEDIA_TYPE_NOT_SUPPORTED',
    );
    const large = { ...order(), person: 'x'.repeat(200_000) };
    expect(await client.refusal('invite', large).catch(() => '413')).toMatch(/^413/);
    expect(await client.refusal('invite', { ...order(), admin: true } as never)).toBe('400 REQUEST_NOT_VALID');
    expect((await client.ask({ path: '/api/invite' })).status).toBe(405);
    expect((await client.ask({ method: 'PUT', path: '/api/invite' })).status).toBe(405);
    expect((await client.ask({ path: '/api/nothing' })).status).toBe(404);
  });

  test('was made by nothing of that: nobody is called Mallory', async () => {
    expect((await byAnn().call('invitations', { person: 'Mallory' })).items).toEqual([]);
  });

  test('and reading is refused to other sites as well', async () => {
    expect(await byAnn().refusal('devices', {}, { 'sec-fetch-site': 'cross-site' })).toBe(
      '403 CONSOLE_REQUEST_REFUSED',
    );
  });
});

describe('a one-time link', () => {
  test('opens the console once, with a cookie that no script and no other site gets, and is stored nowhere', async () => {
    const token = await link();
    expect((await at().ask({ path: '/enter' })).status).toBe(200);
    const { headers } = await at().send('enter', { token });
    const [cookie = ''] = headers['set-cookie'] ?? [];
    expect(cookie).toMatch(/^__Host-[\w-]+=[\w-]{43}; /);
    for (const part of ['Path=/', 'Secure', 'HttpOnly', 'SameSite=Strict', 'Max-Age=28'])
      expect(cookie).toContain(part);
    expect(cookie).not.toContain(token);
    const inside = at({ cookie: cookie.split(';')[0] });
    expect((await inside.call('me', {})).who.kind).toBe('link');
    // Stolen afterwards, or tried again.
    expect(await at().refusal('enter', { token })).toBe('403 CONSOLE_LINK_NOT_VALID');
    expect(await at().refusal('enter', { token: token.replace(/^./, (a) => (a === 'A' ? 'B' : 'A')) })).toBe(
      '403 CONSOLE_LINK_NOT_VALID',
    );
    const secret = cookie.split(';')[0]?.split('=')[1] ?? '';
    for (const file of ['registry.db', 'registry.db-wal', 'logs/stack.log', 'logs/signing-api.log']) {
      const text = await readFile(join(home.dir, file), 'latin1').catch(() => '');
      expect(text.includes(token) || text.includes(secret), file).toBe(false);
    }
  });

  test('opens it for one of many who come at the same time, until that one leaves', async () => {
    const token = await link();
    const all = await Promise.all(Array.from({ length: 8 }, () => at().send('enter', { token })));
    expect(all.map(({ status }) => status).sort()).toEqual([200, 403, 403, 403, 403, 403, 403, 403]);
    const [cookie = ''] = all.find(({ status }) => status === 200)?.headers['set-cookie'] ?? [];
    const inside = at({ cookie: cookie.split(';')[0] });
    const { headers } = await inside.send('leave', {});
    expect(headers['set-cookie']?.[0]).toContain('Max-Age=0');
    expect(await inside.refusal('me', {})).toBe('403 CONSOLE_KEY_MISSING');
  });

  test('ends with --end, and its event stream with it', async () => {
    const inside = at({ cookie: await entered(await link()) });
    const listened = await inside.listen();
    const unopened = await link();
    const over = listened.next('ended');
    await cli('console', '--end');
    expect(await over).toEqual({ code: 'CONSOLE_KEY_MISSING' });
    await listened.ended;
    expect(await inside.refusal('me', {})).toBe('403 CONSOLE_KEY_MISSING');
    expect(await at().refusal('enter', { token: unopened })).toBe('403 CONSOLE_LINK_NOT_VALID');
  });
});

describe('what is done in it', () => {
  test('invites, once however often the page asks, and takes back', async () => {
    const client = byAnn();
    const order = { request: newRequest(), person: 'Rose', lifeSeconds: 3600, services: ['photos'] };
    const [one, two] = await Promise.all([client.call('invite', order), client.call('invite', order)]);
    expect(two).toEqual(one);
    expect(one).toMatchObject({ services: ['photos'], adds: ['photos'] });
    expect(one.invite).toBe(
      `${one.code}@${ENROLMENT_HOST}${one.invite.slice(one.code.length + 1 + ENROLMENT_HOST.length)}`,
    );
    expect(one.qr.length).toBe(one.qr[0]?.length);
    expect((await client.call('invitations', { person: 'Rose', state: 'open' })).items).toHaveLength(1);
    expect(await client.refusal('invite', { ...order, person: 'Rosa' })).toBe('400 REQUEST_NOT_VALID');
    const { id } = one.invitation;
    expect((await client.call('takeBack', { invitation: id })).invitation.state).toBe('cancelled');
    expect(await client.refusal('takeBack', { invitation: id })).toBe('404 INVITATION_NOT_FOUND');
    const { entries } = await cli<{ entries: { kind: string; actor: string }[] }>('audit', '--person', 'Rose');
    expect(entries.map(({ kind }) => kind)).toEqual(['invitation-cancelled', 'invitation-created']);
    for (const { actor } of entries) expect(actor).toMatch(/^console:Ann, Ann's laptop \([0-9a-f]{8}\)$/);
  });

  test('shuts out at once, undoes it, renames, notes and switches services', async () => {
    const client = byAnn();
    const { id, name } = dave.reply.device;
    const cloud = () =>
      probe({ port: home.httpsPort, host: hostOf('cloud'), from: WAN_SOURCE, identity: dave.identity }).then((seen) =>
        seen.kind === 'answer' ? seen.status : 0,
      );
    expect(await cloud()).toBe(200);
    const out = await client.call('shutOut', { device: id });
    expect(out).toMatchObject({ undoable: true, device: { state: 'shut-out' } });
    expect(await cloud()).toBe(403);
    expect((await client.call('letIn', { device: id })).device.state).toBe('active');
    expect(await cloud()).toBe(200);
    const switched = await client.call('setAccess', { person: 'Dave', service: 'cloud', open: false });
    expect(switched.access[0]?.services.find((each) => each.name === 'cloud')?.open).toBe(false);
    expect(await cloud()).toBe(403);
    await client.call('setAccess', { person: 'Dave', service: 'cloud', open: true });
    expect(await cloud()).toBe(200);
    expect((await client.call('rename', { device: id, name: "<b>Dave's</b>" })).device.name).toBe("<b>Dave's</b>");
    expect((await client.call('note', { device: id, note: 'the blue one' })).device.note).toBe('the blue one');
    expect((await client.call('devices', { search: 'BLUE' })).items.map((each) => each.id)).toEqual([id]);
    await client.call('rename', { device: id, name });
    // The device that the page is open on is asked about by name.
    expect(await client.refusal('shutOut', { device: ann.reply.device.id })).toBe('422 CONFIRMATION_NEEDED');
  });

  test('lists people, the log by its parts, backups, notices, and how the home is', async () => {
    const client = byAnn();
    expect((await client.call('people', { search: 'ann' })).items).toMatchObject([{ name: 'Ann', admin: true }]);
    const page = await client.call('audit', { kind: 'device-enrolled,admin-added', limit: 2 });
    expect(page.items.map(({ kind }) => kind)).toEqual(expect.arrayContaining(['admin-added']));
    expect(page.next).not.toBeNull();
    expect(await client.call('backups', {})).toMatchObject({ schedule: null, running: false });
    expect(await client.refusal('makeBackup', {})).toBe('422 BACKUP_KEY_MISSING');
    expect(await client.refusal('testNotices', {})).toBe('422 NOTICES_OFF');
    expect((await client.call('notices', {})).waiting).toBe(0);
    const { counts, news, serverCertificate } = await client.call('overview', { since: 1 });
    expect(counts.devices.active).toBeGreaterThanOrEqual(2);
    expect(news.entries.length).toBeGreaterThan(0);
    expect(serverCertificate?.from).toBe('internal');
  });
});

describe('events', () => {
  test('tell of what another process has changed', async () => {
    const listened = await byAnn().listen();
    const changed = listened.next('changed');
    zoesCode = (await home.invite('Zoe')).code;
    expect(await changed).toMatchObject({ topics: expect.arrayContaining(['invitations', 'audit']) });
    listened.close();
  });

  test('end at once when somebody is no admin any more, and the last admin stays one by mistake alone', async () => {
    const refused = await latchkey(['admin', 'remove', 'Ann', '--dir', home.dir, '--json']);
    expect(refused.code).not.toBe(0);
    expect(refused.stderr).toContain('ADMIN_IS_LAST');
    const listened = await byAnn().listen();
    const ended = listened.next('ended');
    await cli('admin', 'remove', 'Ann', '--last');
    expect(await ended).toEqual({ code: 'CONSOLE_NOT_ADMIN' });
    await listened.ended;
    expect(await byAnn().refusal('devices', {})).toBe('403 CONSOLE_NOT_ADMIN');
    await cli('admin', 'add', 'Ann');
    expect((await byAnn().call('me', {})).who.kind).toBe('device');
  });

  test('end at once when the device is shut out, and so does everything else of it', async () => {
    const bea = await enrol('Bea');
    await cli('admin', 'add', 'Bea');
    const client = at({ identity: bea.identity });
    const listened = await client.listen();
    const ended = listened.next('ended');
    await byAnn().call('shutOut', { device: bea.reply.device.id });
    expect(await ended).toEqual({ code: 'CONSOLE_KEY_NOT_VALID' });
    await listened.ended;
    expect(await client.refusal('me', {})).toBe('403 CONSOLE_KEY_NOT_VALID');
  });
});

describe('from anywhere, once latchkey.yaml says so', () => {
  const outside = (identity?: SoftDevice['identity']) => at({ identity, from: WAN_SOURCE });

  test('it is behind the client-certificate check, and opens for admins alone', async () => {
    const file = join(home.dir, 'latchkey.yaml');
    await writeFile(file, `${await readFile(file, 'utf8')}\nconsole: { from: anywhere }\n`);
    await cli('reload');
    await expect(outside().ask({ path: '/' })).rejects.toThrow();
    const token = await link();
    await expect(outside().send('enter', { token })).rejects.toThrow();
    const { status, headers } = await outside(dave.identity).ask({ path: '/' });
    expect([status, headers['latchkey-refusal']]).toEqual([403, 'not-allowed']);
    expect((await outside(ann.identity).call('me', {})).zone).toBe('wan');
    // A link's cookie is good at home alone, and so is a link.
    expect(await outside(ann.identity).refusal('enter', { token })).toBe('403 CONSOLE_LINK_NOT_VALID');
    const spoofed = { 'x-latchkey-zone': 'lan' };
    expect(await outside(ann.identity).refusal('enter', { token }, spoofed)).toBe('403 CONSOLE_LINK_NOT_VALID');
  });

  test('an open event stream ends with the connection when its admin is shut out', async () => {
    await cli('admin', 'add', 'Dave');
    const listened = await outside(dave.identity).listen();
    await byAnn().call('shutOut', { device: dave.reply.device.id });
    await listened.ended;
    expect((await outside(dave.identity).ask({ path: '/api/me' })).status).toBe(403);
    await byAnn().call('letIn', { device: dave.reply.device.id });
  });
});

describe('what goes on without it', () => {
  test('what runs with its rights reads no key of a CA, writes no configuration and starts no program', async () => {
    const denied = 'ERR_ACCESS_DENIED';
    expect(await triedWithItsRights(home.dir)).toEqual({
      // What it needs is there: the attack is one that can succeed.
      secret: 'done',
      ...{ homelabCa: denied, serverRoot: denied, folder: denied, configuration: denied, program: denied },
    });
  });

  test('killed, it is there again for the next who comes; services and signing never notice', async () => {
    await byAnn().call('me', {});
    const before = await consolePid(home.dir);
    process.kill(before, 'SIGKILL');
    const cloud = await probe({ port: home.httpsPort, host: hostOf('cloud'), identity: dave.identity });
    expect(cloud.kind === 'answer' && cloud.status).toBe(200);
    const place = { host: ENROLMENT_HOST, port: home.httpsPort };
    expect((await redeem(place, zoesCode, await makeSoftKey(), 'Phone')).ok).toBe(true);
    expect((await byAnn().call('me', {})).who.kind).toBe('device');
    expect(await consolePid(home.dir)).not.toBe(before);
  });

  test('flooded from the LAN, it refuses, and shutting out takes no longer', async () => {
    let going = true;
    const flood = Array.from({ length: 12 }, async () => {
      const seen: number[] = [];
      while (going) seen.push((await at().ask({ path: '/api/devices' })).status);
      return seen;
    });
    await sleep(500);
    await cli('shut-out', dave.reply.device.id);
    const cloud = await probe({ port: home.httpsPort, host: hostOf('cloud'), identity: dave.identity });
    expect(cloud.kind === 'answer' && cloud.status).toBe(403);
    // The neighbour's requests are counted by the neighbour.
    expect((await byAnn().call('me', {})).who.kind).toBe('device');
    going = false;
    const seen = (await Promise.all(flood)).flat();
    expect(seen).toContain(429);
    expect(seen.filter((status) => status >= 500)).toEqual([]);
  });
});
