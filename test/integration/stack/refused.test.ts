/** What is refused before anything starts, and the client-auth check tried from outside after it has. */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { type Identity, probe } from '../../../server/stack/probe/https.ts';
import type { NegativeTestOptions } from '../../../server/stack/probe/negative-test.ts';
import { findOutside, runNegativeTest, tryEveryName } from '../../../server/stack/probe/negative-test.ts';
import { prepareHome } from '../../../server/stack/validate.ts';
import { further, sampleOf } from '../../support/long-tail.ts';
import { foreignCa, mintDevice, mintServer } from '../../support/stack/certificates.ts';
import { makeTestHome, type RunningHome, startTestHome, type TestHomeOptions } from '../../support/stack/home.ts';

const cleanUps: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).toReversed()) await cleanUp();
});

async function make(options: TestHomeOptions) {
  const home = await makeTestHome({ services: [{ name: 'cloud', upstream: 'http://127.0.0.1:9' }], ...options });
  cleanUps.push(home.remove);
  return home;
}

async function prepare(options: TestHomeOptions) {
  return prepareHome({ ...(await make(options)), env: process.env });
}

describe('hand-written sites', () => {
  test('without a bind are known at home, with any port and a catch-all among them', async () => {
    const { hosts } = await prepare({
      sites: {
        'a.caddy': 'a.home.localhost {\n}\nb.home.localhost:8443 {\n}\n',
        'c.caddy': '*.c.home.localhost {\n}\n',
      },
    });
    expect(new Set(hosts)).toEqual(
      new Set(['cloud.home.localhost', 'a.home.localhost', 'b.home.localhost', '*.c.home.localhost']),
    );
  });

  test('may use what Caddy numbers through all servers', async () => {
    const handles = 'handle /a* {\n\t\trespond a\n\t}\n\thandle {\n\t\trespond b\n\t}';
    const { hosts } = await prepare({ sites: { 'a.caddy': `a.home.localhost {\n\t${handles}\n}\n` } });
    expect(hosts).toContain('a.home.localhost');
  });

  const LISTENING: [string, string][] = [
    ['on a port of its own', 'evil.home.localhost:9999 {\n\tbind 0.0.0.0\n}\n'],
    ['on every address', 'evil.home.localhost {\n\tbind 0.0.0.0 ::\n}\n'],
    ['on loopback', 'evil.home.localhost {\n\tbind 127.0.0.1\n}\n'],
    ['without TLS', 'http://evil.home.localhost:9999 {\n\tbind 127.0.0.1\n}\n'],
    ['on a socket of its own', 'evil.home.localhost {\n\tbind unix//tmp/evil.sock\n}\n'],
    ['at home and elsewhere', 'evil.home.localhost {\n\tbind unix/$LAN|0666 127.0.0.1\n}\n'],
  ];
  test.each(sampleOf('sites that listen where they may not', LISTENING, 3))(
    'that listen %s are refused by file and host',
    async (_, text) => {
      const home = await make({ sites: { 'good.caddy': 'good.home.localhost {\n}\n' } });
      await writeFile(join(home.layout.sites, 'evil.caddy'), text.replaceAll('$LAN', home.layout.run.lan));
      await expect(prepareHome({ ...home, env: process.env })).rejects.toMatchObject({
        code: 'RENDERED_NOT_ACCEPTED',
        detail: expect.stringMatching(
          /^sites\/evil\.caddy:\d+ \(evil\.home\.localhost\) listens on .*past the client-certificate check/m,
        ),
      });
    },
  );

  test.each(['wan', 'enrolment'] as const)(
    'on the %s listener, past its client-auth check, are refused',
    async (listener) => {
      const home = await make({});
      const text = `evil.home.localhost {\n\tbind "unix/${home.layout.run[listener]}|0666"\n\trespond hi\n}\n`;
      await writeFile(join(home.layout.sites, 'evil.caddy'), text);
      await expect(prepareHome({ ...home, env: process.env })).rejects.toMatchObject({
        code: 'RENDERED_NOT_ACCEPTED',
        detail: expect.stringMatching(
          /^sites\/evil\.caddy:\d+ \(evil\.home\.localhost\) changes the (WAN|enrolment) listener/m,
        ),
      });
    },
  );

  test('that are damaged are told by file and line', async () => {
    await expect(
      prepare({ sites: { 'typo.caddy': 'a.home.localhost {\n\treverse_proxi http://127.0.0.1:1\n}\n' } }),
    ).rejects.toMatchObject({
      code: 'RENDERED_NOT_ACCEPTED',
      detail: expect.stringMatching(/^Caddy: .*sites\/typo\.caddy:2: unrecognized directive: reverse_proxi/),
    });
  });

  const DECLARED = [
    'cloud.home.localhost',
    'https://cloud.home.localhost',
    'cloud.home.localhost, other.home.localhost',
  ];
  test.each(sampleOf('sites of a declared host', DECLARED, 2))(
    'for a host that is declared already (%s) are refused',
    async (address) => {
      await expect(prepare({ sites: { 'twice.caddy': `${address} {\n\trespond hi\n}\n` } })).rejects.toMatchObject({
        code: 'RENDERED_NOT_ACCEPTED',
        detail: expect.stringMatching(/cloud\.home\.localhost/),
      });
    },
  );

  test.each(['caddyAdmin', 'api', 'authEndpoint'] as const)('that lead to %s are refused', async (socket) => {
    const home = await make({});
    const text = `evil.home.localhost {\n\treverse_proxy unix/${home.layout.run[socket]}\n}\n`;
    await writeFile(join(home.layout.sites, 'evil.caddy'), text);
    await expect(prepareHome({ ...home, env: process.env })).rejects.toMatchObject({
      code: 'RENDERED_NOT_ACCEPTED',
      detail: expect.stringMatching(/^sites\/evil\.caddy:\d+ \(evil\.home\.localhost\) reaches for /m),
    });
  });

  test('cannot bring global options of Caddy', async () => {
    await expect(prepare({ sites: { 'a.caddy': '{\n\tadmin 127.0.0.1:2019\n}\n' } })).rejects.toMatchObject({
      code: 'RENDERED_NOT_ACCEPTED',
    });
  });
});

describe('extra directives of a service', () => {
  async function extra(text: string) {
    const home = await make({});
    const { wan, enrolment, caddyAdmin, api } = home.layout.run;
    const places = { WAN: wan, ENROLMENT: enrolment, ADMIN: caddyAdmin, API: api, CA: home.layout.ca.dir };
    const caddy = text.replace(/\$([A-Z]+)/g, (_all, name: keyof typeof places) => places[name]);
    const services = home.config.services.map((service) => ({ ...service, caddy }));
    return prepareHome({ ...home, config: { ...home.config, services }, env: process.env });
  }

  const FINE: [string, string][] = [
    ['what a site may have', 'encode gzip\nheader X-Robots-Tag noindex\n@api path /api/*\nrespond @api 404'],
    ['handles, whose groups Caddy numbers through all servers', 'handle /a* {\n respond a\n}\nhandle {\n respond b\n}'],
    ['an upstream of their own', 'reverse_proxy http://127.0.0.1:8 {\n header_up X-A b\n}'],
    ['directives that Caddy sorts to the front', 'redir /old /new\nrewrite /a /b\nbasic_auth {\n}'],
    ['nothing', ''],
  ];
  test.each(sampleOf('extra directives that are fine', FINE, 3))('may be %s', async (_, caddy) => {
    expect((await extra(caddy)).hosts).toEqual(['cloud.home.localhost']);
  });

  // Each closes the braces that it is in, to stand before the client-auth check, in place of it, or beside it.
  const BREAKING_OUT: [string, string][] = [
    ['answer before the client-auth check', '}\n}\nredir /x /y\nroute {\nhandle {'],
    ['answer beside the client-auth check', '}\n}\nhandle /x {\nrespond hi\n}\nroute {\nhandle {'],
    ['answer after everything', '}\n}\nrespond hi\nroute {\nhandle {'],
    ['answer in its own route, outside its block', '}\nrespond hi\nhandle {'],
    ['ask for no certificate', '}\n}\ntls {\nclient_auth {\nmode request\n}\n}\nroute {\nhandle {'],
    ['listen on their own', '}\n}\nbind 127.0.0.1\nroute {\nhandle {'],
    ['open a site on the WAN listener', '}\n}\n}\nevil.home.localhost {\nbind "unix/$WAN|0666"\nroute {\nhandle {'],
    ['open a site on every address', '}\n}\n}\nevil.home.localhost {\nbind 0.0.0.0\nroute {\nhandle {'],
    [
      'open a site beside the signing API',
      '}\n}\n}\nevil.home.localhost {\nbind "unix/$ENROLMENT|0666"\nroute {\nhandle {',
    ],
    ['speak to Caddy itself', 'reverse_proxy unix/$ADMIN'],
    ['speak to the signing API as any device', 'reverse_proxy unix/$API {\nheader_up Client-Cert x\n}'],
    ["show the home's files", 'root * $CA\nfile_server browse'],
    ['bring global options', '}\n}\n}\n{\nadmin 127.0.0.1:2019\n}\nhttps://x.home.localhost {\nroute {\nhandle {'],
    [
      'change what the client-auth check is',
      '}\n}\n}\n(client_auth) {\nbind 127.0.0.1\n}\nhttps://x.home.localhost {\nroute {\nhandle {',
    ],
  ];
  test.each(sampleOf('extra directives that break out', BREAKING_OUT, 6))('cannot %s', async (_, text) => {
    await expect(extra(text)).rejects.toMatchObject({ code: 'RENDERED_NOT_ACCEPTED' });
  });

  test('that Caddy does not know are told by service', async () => {
    await expect(extra('encod gzip')).rejects.toMatchObject({
      detail: expect.stringMatching(/unrecognized directive: encod .*Caddyfile:\d+ \(services\.cloud\)/),
    });
  });
});

describe('damaged material', () => {
  test.each(['certificate', 'serverRootCertificate', 'serverRootKey'] as const)('ca.%s is named', async (which) => {
    const home = await make({});
    const path = home.layout.ca[which];
    await writeFile(path, 'damaged');
    await expect(prepareHome({ ...home, env: process.env })).rejects.toMatchObject({
      code: 'HOME_DAMAGED',
      detail: expect.stringContaining(path),
    });
  });

  test('a CA file that is damaged under a running home opens the door to nobody, the system roots included', async () => {
    const home = await make({});
    const evil = await foreignCa(home.material.ca);
    const roots = join(home.layout.dir, 'system-roots.pem');
    await writeFile(roots, evil.certificatePem);
    const running = await startTestHome(home, { env: { ...process.env, SSL_CERT_FILE: roots, SSL_CERT_DIR: roots } });
    cleanUps.push(running.stop);
    const target = { host: '127.0.0.1', port: home.config.ports.https };
    const visit = (identity?: Identity) =>
      probe({ target, host: 'cloud.home.localhost', ...(identity && { identity }) });
    const [dave, mallory] = [await running.device(), await mintDevice(evil)];
    await running.activate(mallory);
    expect(await visit(dave)).toMatchObject({ kind: 'reply' });

    await writeFile(home.layout.ca.certificate, 'damaged');
    process.kill(running.stack.pids.get('caddy') ?? 0, 'SIGKILL');
    const readyAgain = () => running.events.filter((event) => event.kind === 'ready' && event.child === 'caddy').length;
    await expect.poll(readyAgain, { timeout: 15_000 }).toBe(2);
    for (const identity of [dave, mallory, undefined]) expect(await visit(identity)).toMatchObject({ kind: 'closed' });
  });

  test('a server root with the key of another', async () => {
    const home = await make({});
    await writeFile(home.layout.ca.serverRootKey, home.material.ca.keyPem);
    await expect(prepareHome({ ...home, env: process.env })).rejects.toMatchObject({ code: 'HOME_DAMAGED' });
  });
});

describe('the client-auth check tried from outside', () => {
  async function run(options: TestHomeOptions = {}): Promise<RunningHome> {
    const home = await startTestHome(
      await make({ sites: { 'a.caddy': 'immich.home.localhost {\n\trespond hi\n}\n' }, ...options }),
      { env: { ...process.env, SITE: 'from-env.home.localhost' } },
    );
    cleanUps.push(home.stop);
    return home;
  }
  const options = ({ config, layout, material, prepared }: RunningHome): NegativeTestOptions => ({
    config,
    layout,
    hosts: prepared.hosts,
    identities: {
      notActive: () => mintDevice(material.ca),
      foreignCa: async () => mintDevice(await foreignCa(material.ca)),
    },
  });

  test('holds: every host, every attack', async () => {
    const home = await run();
    const { outside, attempts } = await runNegativeTest(options(home));
    expect(outside.kind).toBe('proxy');
    expect(attempts.map(({ host, attack, outcome }) => `${host} ${attack} ${outcome}`).sort()).toEqual(
      ['cloud.home.localhost', 'immich.home.localhost'].flatMap((host) =>
        ['foreign-ca', 'fronting', 'no-certificate', 'not-active'].map((attack) => `${host} ${attack} refused`),
      ),
    );
  });

  test('holds in a home that counts all of loopback as the LAN', async () => {
    const home = await run({ lan: ['127.0.0.0/8'] });
    expect(await findOutside(home)).toMatchObject({ kind: 'socket' });
    const { attempts } = await runNegativeTest(options(home));
    expect(attempts.map(({ outcome }) => outcome)).toEqual(Array.from({ length: 6 }, () => 'refused'));
  });

  test('one stranger who gets in is found: a certificate that is active after all', async () => {
    const home = await run();
    const inside = await home.device();
    const identities = { ...options(home).identities, notActive: async () => inside };
    await expect(runNegativeTest({ ...options(home), identities })).rejects.toMatchObject({
      code: 'CLIENT_AUTH_NOT_HOLDING',
      detail: expect.stringMatching(/immich\.home\.localhost: not-active got in \(status 200\)/),
    });
  });

  test('one stranger who gets in is found: a host that answers without a certificate', async () => {
    // Its HAProxy takes all of loopback for the LAN, and the test is told otherwise.
    const home = await run({ lan: ['127.0.0.0/8'] });
    const config = { ...home.config, lan: [] };
    await expect(runNegativeTest({ ...options(home), config })).rejects.toMatchObject({
      code: 'CLIENT_AUTH_NOT_HOLDING',
      detail: expect.stringMatching(/immich\.home\.localhost: no-certificate got in \(status 200\)/),
    });
  });

  further(test)('one stranger who gets in is found: a service that does not answer behind an open lock', async () => {
    const home = await run({ sites: {} });
    const inside = await home.device();
    const identities = { ...options(home).identities, notActive: async () => inside };
    await expect(runNegativeTest({ ...options(home), identities })).rejects.toMatchObject({
      code: 'CLIENT_AUTH_NOT_HOLDING',
      detail: 'cloud.home.localhost: not-active got in (status 502).',
    });
  });

  test.each(sampleOf('answers like a refusal', ['respond 421', 'respond ""', 'respond 400'], 1))(
    'one stranger who gets in is found: a site that says `%s`',
    async (directive) => {
      const home = await run({
        sites: { 'a.caddy': `odd.home.localhost {\n\trespond /other hi\n\t${directive}\n}\n` },
      });
      const inside = await home.device();
      const identities = { ...options(home).identities, notActive: async () => inside };
      const tried = runNegativeTest({ ...options(home), hosts: ['odd.home.localhost'], identities });
      await expect(tried).rejects.toMatchObject({ detail: expect.stringContaining('odd.home.localhost: not-active') });
    },
  );

  test('without its auth endpoint nobody gets in, and that is not taken for the client-auth check', async () => {
    const home = await run();
    home.closeGate();
    const { attempts } = await runNegativeTest({ ...options(home), timeout: 0 });
    const mine = attempts.filter(({ attack }) => attack === 'not-active');
    expect(mine.map(({ outcome, detail }) => `${outcome} ${detail}`)).toEqual(
      mine.map(() => 'closed status 502: the auth endpoint does not answer, and without it nobody gets in'),
    );
  });

  test('names are tried as a TLS client says them, and what no client can say is skipped with the reason', async () => {
    const names = ['bücher', '💩', 'my_app', '*.w', '日本語'].map((name) => `${name}.home.localhost`);
    const text = (name: string) => `${name} {\n\trespond hi\n}\n`;
    const home = await run({
      sites: Object.fromEntries([...names, '{env.SITE}', '192.168.7.7'].map((name, i) => [`${i}.caddy`, text(name)])),
    });
    const { attempts } = await runNegativeTest(options(home));
    const of = (name: string) => attempts.filter(({ host }) => host === name).map(({ outcome }) => outcome);
    for (const name of [...names, 'cloud.home.localhost']) {
      expect([name, ...of(name)]).toEqual([name, 'refused', 'refused', 'refused', 'refused']);
    }
    expect(attempts.filter(({ host }) => host === '{env.SITE}')).toEqual([
      expect.objectContaining({ outcome: 'skipped', detail: expect.stringContaining('placeholder') }),
    ]);
    // HAProxy has no listener for a greeting without a name: it hangs up before anybody says what was wrong.
    expect(new Set(of('192.168.7.7'))).toEqual(new Set(['closed', 'refused']));

    const inside = await home.device();
    const identities = { ...options(home).identities, notActive: async () => inside };
    const seen = await runNegativeTest({ ...options(home), identities }).catch(
      ({ detail }: { detail: string }) => detail,
    );
    for (const name of names) expect(seen).toContain(`${name}: not-active got in`);
  });

  test('and by the doctor, who asks for every name under every name', async () => {
    const text = 'bücher.home.localhost, 💩.home.localhost, {env.SITE} {\n\trespond hi\n}\n';
    const home = await run({ sites: { 'a.caddy': text } });
    const { notActive, foreignCa: foreign } = options(home).identities;
    const attempts = await tryEveryName({
      ...options(home),
      outside: await findOutside(home),
      identities: { notActive: await notActive(), foreignCa: await foreign() },
    });
    expect(attempts.filter(({ outcome }) => outcome === 'got-in')).toEqual([]);
    expect(attempts.filter(({ outcome }) => outcome === 'skipped').map(({ host }) => host)).toEqual(['{env.SITE}']);
    const [tried] = attempts.filter(({ sni }) => sni === 'xn--bcher-kva.home.localhost');
    expect(tried).toMatchObject({ outcome: 'refused' });
  });

  test('a host without a server certificate yet is closed, which is not the same as refused', async () => {
    const home = await run();
    const { attempts } = await runNegativeTest({ ...options(home), hosts: ['later.home.localhost'], timeout: 100 });
    expect(attempts.find(({ attack }) => attack === 'no-certificate')).toMatchObject({ outcome: 'closed' });
  });
});

describe('certificates in files', () => {
  test('are what the home shows, for hand-written sites too', async () => {
    const home = await make({
      certificates: { kind: 'files', certificate: 'tls/home.crt', key: 'tls/home.key' },
      sites: { 'a.caddy': 'immich.home.localhost {\n\trespond hi\n}\n' },
    });
    const server = await mintServer(['*.home.localhost']);
    await mkdir(join(home.layout.dir, 'tls'));
    await writeFile(join(home.layout.dir, 'tls/home.crt'), server.certificatePem);
    await writeFile(join(home.layout.dir, 'tls/home.key'), server.keyPem);
    const running = await startTestHome(home);
    cleanUps.push(running.stop);
    const target = { host: '127.0.0.1', port: home.config.ports.https, localAddress: '127.0.1.9' };
    for (const host of ['cloud', 'immich', 'enroll'].map((name) => `${name}.home.localhost`)) {
      expect(await probe({ target, host, ca: server.certificatePem })).toMatchObject({ kind: 'reply' });
    }
    const outside = { ...target, localAddress: '127.0.0.1' };
    expect(await probe({ target: outside, host: 'immich.home.localhost' })).toMatchObject({ kind: 'closed' });
    const identity = await running.device();
    expect(await probe({ target: outside, host: 'immich.home.localhost', identity })).toMatchObject({
      kind: 'reply',
      status: 200,
    });
  });
});
