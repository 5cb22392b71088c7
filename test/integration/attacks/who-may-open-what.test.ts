/**
 * Somebody who was invited to one service tries every other by every road: other spellings of its name, another Host on
 * an open connection, an older or a renewed certificate, the second hop, upgrades. And what is taken away is gone at once,
 * with nothing else of theirs or of anybody's.
 */
import { appendFile, readFile, writeFile } from 'node:fs/promises';
import { connect } from 'node:http2';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type OpenHome, openHome } from '../../../server/home/open.ts';
import { KeepAliveHttp1 } from '../../bench/keep-alive-http1.ts';
import { estByCurl, estIdentity } from '../../support/est-by-curl.ts';
import { sampleOf } from '../../support/long-tail.ts';
import {
  type Identity,
  LAN_SOURCE,
  openTls,
  openWebSocket,
  type ProbeOptions,
  probe,
  WAN_SOURCE,
} from '../../support/probe.ts';
import { requestHttp1, requestHttp2 } from '../../support/raw-http.ts';
import { enrolSoftDevice, makeSoftKey, postJson, type SoftDevice } from '../../support/soft-device.ts';
import { type OpenStream, openStream, STREAM_KINDS, upWithWebSocketsOverHttp2 } from '../../support/streams.ts';
import {
  ENROLMENT_HOST,
  HAND_WRITTEN,
  hostOf,
  latchkey,
  latchkeyJson,
  makeThrowAwayHome,
  type ThrowAwayHome,
} from '../../support/throw-away-home.ts';

let home: ThrowAwayHome;
let dave: SoftDevice;
let nina: SoftDevice;
let enrolled = 0;
const place = () => ({ host: ENROLMENT_HOST, port: home.httpsPort });
let admin: OpenHome;

async function enrol(
  person: string,
  order: { services?: readonly string[]; deviceName?: string } = {},
): Promise<SoftDevice> {
  const { code } = admin.invitations.invite({ person, ...order });
  enrolled += 1;
  return enrolSoftDevice({ ...place(), from: `127.0.2.${enrolled}` }, code);
}

beforeAll(async () => {
  home = await makeThrowAwayHome();
  const config = join(home.dir, 'latchkey.yaml');
  const upstream = home.services.find(({ name }) => name === 'photos')?.upstream;
  const text = (await readFile(config, 'utf8')).replace(
    /^( +)photos: .*$/m,
    `$1photos: { upstream: "${upstream}", at-home: key }`,
  );
  await writeFile(
    config,
    `${text}hosts:
  ${hostOf('router')}: { for: chosen, at-home: key }
  "${hostOf('*.lab')}": { at-home: closed }
  ${hostOf('plain.lab')}: { at-home: open }
  "${hostOf('*.vault')}": { at-home: key }
  ${hostOf('plain.vault')}: { at-home: open }
`,
  );
  const notes = home.services.find(({ name }) => name === HAND_WRITTEN)?.upstream;
  await appendFile(
    join(home.dir, 'sites', `${HAND_WRITTEN}.caddy`),
    `${hostOf('router')} {\n\treverse_proxy ${notes}\n}\n${hostOf('*.lab')}, ${hostOf('*.vault')} {\n\treverse_proxy ${notes}\n}\n`,
  );
  await upWithWebSocketsOverHttp2(home);
  admin = await openHome(home.dir, Date, 'admin:test');
  dave = await enrol('Dave', { services: ['photos'] });
  nina = await enrol('Nina');
});
afterAll(async () => {
  admin?.close();
  await home.remove();
});

const at = (service: string, { identity }: { identity: Identity } = dave): ProbeOptions => ({
  port: home.httpsPort,
  host: hostOf(service),
  identity,
});

async function statusOf(options: ProbeOptions): Promise<string> {
  const answer = await probe(options);
  if (answer.kind === 'refused') return answer.reason;
  return `${answer.status} ${answer.headers.get('latchkey-refusal') ?? ''}`.trim();
}

/** Resolves when the other side has ended it, rejects when that takes far too long. */
const mustEnd = ({ kind, ended }: OpenStream) =>
  Promise.race([ended, sleep(5000).then(() => Promise.reject(new Error(`${kind} is still open`)))]);

const OTHERS = ['cloud', HAND_WRITTEN, 'router', 'x.lab'];

describe('a person who was invited to one service', () => {
  it('opens that one', async () => {
    expect(await statusOf(at('photos'))).toBe('200');
  });

  it.each(OTHERS)('is refused at %s, with a page that says that the key is fine', async (service) => {
    const answer = await probe(at(service));
    expect(answer).toMatchObject({ kind: 'answer', status: 403 });
    if (answer.kind !== 'answer') return;
    expect(answer.headers.get('latchkey-refusal')).toBe('not-allowed');
    expect(answer.body).toMatch(/is fine/);
    expect(answer.body).toContain(hostOf(service));
    expect(answer.headers.get('cache-control')).toBe('no-store');
  });

  it('is refused there however the name is written, in greeting and request', async () => {
    for (const service of ['cloud', HAND_WRITTEN]) {
      const host = hostOf(service);
      const written = [host.toUpperCase(), `${host}.`, `${host}:${home.httpsPort}`, `${host}.:443`, ` ${host}`];
      for (const name of written)
        for (const sni of [host, host.toUpperCase()])
          expect
            .soft([name, sni, await statusOf({ ...at(service), sni, headers: { host: name } })][2])
            .not.toMatch(/^200/);
      // And where it may, by the same spellings.
      for (const name of [hostOf('photos').toUpperCase(), `${hostOf('photos')}:${home.httpsPort}`])
        expect(await statusOf({ ...at('photos'), headers: { host: name } })).toBe('200');
    }
  });

  it('is refused when the greeting names the one that is open and the request another', async () => {
    for (const service of OTHERS) {
      const host = hostOf(service);
      const { identity } = dave;
      const to = { address: '127.0.0.1', port: home.httpsPort, from: WAN_SOURCE };
      const photos = hostOf('photos');
      for (const sni of [photos, host]) {
        for (const head of [
          ...(sni === photos ? [`GET / HTTP/1.1\nHost: ${host}`] : [`GET / HTTP/1.1\nHost: ${photos}`]),
          `GET https://${host}/ HTTP/1.1\nHost: ${photos}`,
          `GET / HTTP/1.1\nHost: ${host}\nX-Latchkey-Host: ${photos}`,
          `GET / HTTP/1.1\nHost: ${host}\nHost: ${photos}`,
        ]) {
          const answer = await requestHttp1({ to, sni, identity }, `${head}\nConnection: close`);
          expect([sni, head, answer.kind === 'answer' && answer.status]).not.toEqual([sni, head, 200]);
        }
      }
      const answer = await requestHttp2({ to, sni: photos, identity }, host);
      expect(answer).toMatchObject({ kind: 'answer', status: 421 });
    }
  });

  it('is refused on an HTTP/2 connection that was good for the one that is open', async () => {
    const session = connect(`https://127.0.0.1:${home.httpsPort}`, {
      servername: hostOf('photos'),
      rejectUnauthorized: false,
      ...dave.identity,
    });
    session.on('error', () => undefined);
    const ask = (authority: string) =>
      new Promise<number>((resolve, reject) => {
        const stream = session.request({ ':path': '/', ':authority': authority }).on('error', reject);
        stream.once('response', (reply) => resolve(reply[':status'] ?? 0)).resume();
      });
    try {
      expect(await ask(hostOf('photos'))).toBe(200);
      for (const service of OTHERS) expect(await ask(hostOf(service))).toBe(421);
      expect(await ask(hostOf('photos'))).toBe(200);
    } finally {
      session.destroy();
    }
  });

  it('opens no WebSocket and no other upgrade elsewhere', async () => {
    for (const service of ['cloud', HAND_WRITTEN]) await expect(openWebSocket(at(service))).rejects.toThrow('403');
    (await openWebSocket(at('photos'))).terminate();
  });

  it('is refused with a further certificate too, and the older one', async () => {
    const key = await makeSoftKey();
    const { device, renewalSecret } = dave.reply;
    const reply = (await postJson(place(), '/v1/renewals', { deviceId: device.id, renewalSecret, csr: key.csr })) as {
      body: { certificate: string; services: { name: string }[] };
    };
    expect(reply.body.services.map(({ name }) => name)).toEqual(['photos']);
    const renewed = { identity: { cert: reply.body.certificate, key: key.key } };
    for (const each of [renewed, dave]) {
      expect(await statusOf(at('photos', each))).toBe('200');
      for (const service of OTHERS) expect(await statusOf(at(service, each))).toBe('403 not-allowed');
    }
  });

  it('is refused with what EST gave, and with what EST renewed', async () => {
    const { code } = admin.invitations.invite({ person: 'Pia', services: ['photos'] });
    const [first, second] = [await makeSoftKey(), await makeSoftKey()];
    const enrolled = await estByCurl(home, 'simpleenroll', { password: code }, first.csr);
    expect(enrolled.status).toBe(200);
    const identity = await estIdentity(enrolled.body, first.key);
    const again = await estByCurl(home, 'simplereenroll', { identity }, second.csr);
    expect(again.status).toBe(200);
    for (const each of [identity, await estIdentity(again.body, second.key)]) {
      expect(await statusOf(at('photos', { identity: each }))).toBe('200');
      for (const service of OTHERS) expect(await statusOf(at(service, { identity: each }))).toBe('403 not-allowed');
    }
  });

  it('is told of no other by preview, certificate and whoami', async () => {
    expect(dave.reply.services.map(({ name }) => name)).toEqual(['photos']);
    const whoami = await probe({ ...at('photos'), host: ENROLMENT_HOST, path: '/v1/whoami' });
    expect(whoami.kind === 'answer' && JSON.parse(whoami.body)).toMatchObject({
      state: 'active',
      services: [{ name: 'photos' }],
    });
  });
});

describe('an invitation of somebody who is known', () => {
  it('adds what it names, and says so; nothing more when it names nothing', async () => {
    await enrol('Mia', { services: ['photos'] });
    const words = ['invite', 'Mia', '--service', HAND_WRITTEN, '--dir', home.dir];
    const { stderr: unknown, code } = await latchkey(words);
    expect([code, unknown]).toEqual([4, expect.stringContaining('Did you mean')]);
    const adding = await latchkey(['invite', 'Mia', '--service', hostOf(HAND_WRITTEN), '--dir', home.dir]);
    expect(adding.stdout).toContain(`New for Mia, on every device: ${hostOf(HAND_WRITTEN)}`);
    const { stdout } = await latchkey(['invite', 'Mia', '--dir', home.dir]);
    expect(stdout).toContain('It opens what Mia may open: photos.');
    const second = await enrol('Mia', { services: [hostOf(HAND_WRITTEN)] });
    expect(await statusOf(at(HAND_WRITTEN, second))).toBe('200');
    expect(await statusOf(at('photos', second))).toBe('200');
    expect(await statusOf(at('cloud', second))).toBe('403 not-allowed');
  });
});

describe('at home', () => {
  const inside = (service: string, device?: SoftDevice): ProbeOptions => ({
    port: home.httpsPort,
    host: hostOf(service),
    from: LAN_SOURCE,
    ...(device && { identity: device.identity }),
  });

  it('a service that needs a key there asks for it, on the same port, and its neighbours stay plain', async () => {
    for (const service of ['photos', 'router', 'x.vault'])
      expect(await statusOf(inside(service))).toBe('ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED');
    for (const service of ['cloud', HAND_WRITTEN, 'plain.lab', 'plain.vault'])
      expect(await statusOf(inside(service))).toBe('200');
    expect(await statusOf(inside('photos', dave))).toBe('200');
    expect(await statusOf(inside('router', dave))).toBe('403 not-allowed');
    expect(await statusOf(inside('router', nina))).toBe('403 not-allowed');
  });

  it.each(['PHOTOS', 'Router'])('asks for it however the name is written: %s', async (service) => {
    expect(await statusOf(inside(service))).toBe('ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED');
  });

  it('is not had by the connection, or the name, of a neighbour', async () => {
    const asked = ['photos', 'router', 'x.lab', 'x.vault', 'PHOTOS', 'photos.home.localhost:443'].map((name) =>
      name.includes(':') ? name : hostOf(name),
    );
    const to = { address: '127.0.0.1', port: home.httpsPort, from: LAN_SOURCE };
    for (const sni of [hostOf('cloud'), hostOf(HAND_WRITTEN)]) {
      for (const host of asked) {
        expect([host, await requestHttp2({ to, sni, identity: undefined }, host)]).toMatchObject([
          host,
          { status: 421 },
        ]);
        const head = `GET / HTTP/1.1\nHost: ${host}\nConnection: close`;
        expect([host, await requestHttp1({ to, sni, identity: dave.identity }, head)]).toMatchObject([
          host,
          { status: 421 },
        ]);
      }
    }
  });

  it('what is closed there is not there, with a key or without, and is outside', async () => {
    for (const device of [undefined, nina]) expect(await statusOf(inside('x.lab', device))).toBe('421');
    expect(await statusOf(at('x.lab', nina))).toBe('200');
    expect(await statusOf(at('plain.lab', nina))).toBe('200');
    (await openWebSocket(at('x.lab', nina))).terminate();
  });

  it('what is taken away ends there too', async () => {
    const mine = await enrol('Uli', { services: ['photos'] });
    const stream = await openStream('websocket', inside('photos', mine));
    await admin.granting.deny({ person: 'Uli', services: ['photos'] });
    await mustEnd(stream);
    expect(await statusOf(inside('photos', mine))).toBe('403 not-allowed');
  });
});

describe('everything', () => {
  it('is not what is for the chosen, until it is given by name', async () => {
    expect(await statusOf(at('cloud', nina))).toBe('200');
    expect(await statusOf(at('router', nina))).toBe('403 not-allowed');
    await admin.granting.allow({ person: 'Nina', services: [hostOf('router')] });
    expect(await statusOf(at('router', nina))).toBe('200');
    await admin.granting.deny({ person: 'Nina', services: [hostOf('router')] });
    expect(await statusOf(at('router', nina))).toBe('403 not-allowed');
  });
});

describe.each(sampleOf('services that are taken away', ['cloud', HAND_WRITTEN], 1))('taking %s away', (service) => {
  const kinds = STREAM_KINDS.filter((kind) => service !== HAND_WRITTEN || kind !== 'websocket-h2');
  const reference = service === HAND_WRITTEN ? hostOf(service) : service;

  it('ends every open stream there, none elsewhere, and none of anybody else’s', async () => {
    const mine = await enrol(`Rose of ${service}`, { services: [reference, 'photos'] });
    const ending: OpenStream[] = [];
    const staying: OpenStream[] = [];
    try {
      for (const kind of kinds) ending.push(await openStream(kind, at(service, mine)));
      for (const kind of STREAM_KINDS) staying.push(await openStream(kind, at('photos', mine)));
      for (const kind of kinds) staying.push(await openStream(kind, at(service, nina)));
      await latchkeyJson(['deny', `Rose of ${service}`, reference, '--dir', home.dir]);
      // The command has returned, so it is done: what is still open now stays open.
      await Promise.all(ending.map(mustEnd));
      for (const stream of staying) await stream.alive();
      expect(await statusOf(at(service, mine))).toBe('403 not-allowed');
      expect(await statusOf(at('photos', mine))).toBe('200');
    } finally {
      for (const stream of [...ending, ...staying]) stream.close();
    }
  });

  it('and giving it back works with the next request of the same connection', async () => {
    const mine = await enrol(`Theo of ${service}`, { services: ['photos'] });
    const client = new KeepAliveHttp1(openTls(at(service, mine)), hostOf(service));
    expect(await client.get()).toBe(false);
    await admin.granting.allow({ person: `Theo of ${service}`, services: [reference] });
    expect(await client.get()).toBe(true);
    client.close();
  });

  it('from one device leaves the other ones of the same person', async () => {
    const person = `Ada of ${service}`;
    const [phone, laptop] = [
      await enrol(person, { deviceName: 'Phone' }),
      await enrol(person, { deviceName: 'Laptop' }),
    ];
    const stream = await openStream('websocket', at(service, laptop));
    await admin.granting.deny({ person, services: [reference], device: 'Phone' });
    expect(await statusOf(at(service, phone))).toBe('403 not-allowed');
    expect(await statusOf(at('photos', phone))).toBe('200');
    expect(await statusOf(at(service, laptop))).toBe('200');
    await stream.alive();
    stream.close();
    await admin.granting.allow({ person, services: [reference], device: 'Phone' });
    expect(await statusOf(at(service, phone))).toBe('200');
  });
});

describe('a latchkey.yaml that was changed and not taken over yet', () => {
  it('leaves nothing open that is taken away: what the home runs with counts', async () => {
    const mine = await enrol('Zoe');
    expect(await statusOf(at('cloud', mine))).toBe('200');
    const config = join(home.dir, 'latchkey.yaml');
    const text = await readFile(config, 'utf8');
    try {
      await writeFile(config, text.replace(/^( +)cloud:/m, '$1files:'));
      const { code, stderr } = await latchkey(['deny', 'Zoe', hostOf('cloud'), '--dir', home.dir]);
      expect(code).toBe(0);
      expect(stderr).toMatch(/other services or hosts than the home runs with/);
      expect(await statusOf(at('cloud', mine))).toBe('403 not-allowed');
    } finally {
      await writeFile(config, text);
    }
  });
});
