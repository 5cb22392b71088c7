/** Nothing of the home can be reached through the home, whatever an admin writes for Caddy. Each wall is tried alone. */
import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it, test } from 'vitest';
import { runTool } from '../../../server/platform/run-tool.ts';
import { adaptedSchema } from '../../../server/stack/caddy/adapted.ts';
import { loadCaddy } from '../../../server/stack/caddy/admin.ts';
import { renderCaddyfile } from '../../../server/stack/caddy/caddyfile.ts';
import { checkCaddy } from '../../../server/stack/caddy/check.ts';
import { harden } from '../../../server/stack/caddy/harden.ts';
import { tryCaddyfile } from '../../../server/stack/importing/try.ts';
import { prepareHome } from '../../../server/stack/validate.ts';
import { LAN_SOURCE, probe } from '../../support/probe.ts';
import { makeTestHome, type RunningHome, startTestHome, type TestHome } from '../../support/stack/home.ts';
import { HARMLESS_SITES, reachingSites } from '../../support/stack/reaching-sites.ts';

const SECRET = 'the-secret-of-this-home-0123456789';
let home: TestHome;
let outside: string;

beforeAll(async () => {
  home = await makeTestHome({ services: [{ name: 'cloud', upstream: 'http://127.0.0.1:9' }] });
  const { layout } = home;
  await Promise.all([
    writeFile(layout.secret, SECRET, { mode: 0o600 }),
    writeFile(layout.ca.key, home.material.ca.keyPem, { mode: 0o600 }),
    writeFile(layout.registry, SECRET),
  ]);
  outside = await mkdtemp(join(tmpdir(), 'lk-outside-'));
  await mkdir(join(outside, 'www/deep'), { recursive: true });
  await symlink(layout.dir, join(outside, 'link'));
  await symlink(join(layout.dir, '..'), join(outside, 'up'));
  await symlink(layout.run.caddyAdmin, join(outside, 'socket'));
  await symlink(`${layout.dir}/ca`, join(outside, 'www/deep/photos'));
});
afterAll(async () => {
  for (const name of ['LATCHKEY_TEST_PRESENT', 'LATCHKEY_TEST_PASSWORD']) delete process.env[name];
  await home?.remove();
  await rm(outside, { recursive: true, force: true });
});

/** A log and a key have no host in Caddy's JSON; each of these is tried by itself too. */
const WITHOUT_HOST = /^a log|key of the home|certificates of the home/;

const site = (host: string, body: string) => `${host}.home.localhost {\n${body}\n}\n`;

/** Writes sites into the home for as long as `use` needs them. */
async function withSites<T>(files: Readonly<Record<string, string>>, use: () => Promise<T>): Promise<T> {
  const paths = Object.keys(files).map((name) => join(home.layout.sites, name));
  for (const [name, text] of Object.entries(files)) await writeFile(join(home.layout.sites, name), text);
  try {
    return await use();
  } finally {
    for (const path of paths) await rm(path);
  }
}

const refused = (files: Readonly<Record<string, string>>, options: Partial<TestHome> = {}) =>
  withSites(files, () =>
    checkCaddy({ ...home, ...options, env: process.env }).then(
      () => 'accepted',
      (thrown: { detail?: string }) => thrown.detail ?? String(thrown),
    ),
  );

describe('wall one: a site that reaches for the home is refused by place', () => {
  let lines: readonly string[];
  const names = Object.keys(reachingSites({ layout: { ca: {}, run: {}, dir: '' } as never, outside: '', port: 0 }));
  beforeAll(async () => {
    const all = Object.values(reachingSites({ layout: home.layout, outside, port: home.config.ports.https }));
    const files = Object.fromEntries(all.map((body, i) => [`attack-${i}.caddy`, site(`attack-${i}x`, body)]));
    lines = (await refused(files)).split('\n');
  });

  test.each(names.map((name, i) => [name, i] as const))('%s', (name, i) => {
    const about = lines.filter((line) => line.includes(`attack-${i}x.home.localhost`));
    if (about.length === 0 && WITHOUT_HOST.test(name)) return;
    expect(about, lines.join('\n')).not.toEqual([]);
    for (const line of about) expect(line).toMatch(/; \S.*\.$/);
  });

  it('each by itself too, those that have no host in what Caddy makes of them', async () => {
    const sites = reachingSites({ layout: home.layout, outside, port: home.config.ports.https });
    for (const name of names.filter((each) => WITHOUT_HOST.test(each))) {
      expect(await refused({ 'one.caddy': site('one', sites[name] ?? '') }), name).toMatch(/reaches for .*; \S/);
    }
  });

  test.each([
    ['latchkey’s own access log', 'log access {\noutput discard\n}', /log named access/],
    [
      'the log of a service',
      'log {\nhostnames cloud.home.localhost\noutput file /tmp/latchkey-absent.log\n}',
      /access log of cloud/,
    ],
  ])('a log that takes away %s', async (_, body, words) => {
    expect(await refused({ 'one.caddy': site('one', `${body}\nrespond hi`) })).toMatch(words);
  });

  test.each([
    ['handle_path /static/* {\nfile_server\n}'],
    ['root * ..\nfile_server'],
    ['respond "{file.ca/homelab-ca.key}"'],
    ['reverse_proxy unix/run/caddy-admin.sock'],
    ['reverse_proxy unix/run/api.sock'],
    ['templates'],
  ])('extra directives of a service are judged too: %s', async (caddy) => {
    const services = home.config.services.map((service) => ({ ...service, caddy }));
    const detail = await refused({}, { config: { ...home.config, services } });
    expect(detail).toMatch(/^services\.cloud\.caddy \(cloud\.home\.localhost\) /);
    expect(detail).toMatch(/; \S/);
  });

  it('an upstream that is the home itself', async () => {
    const upstream = `http://127.0.0.1:${home.config.ports.https}`;
    const services = home.config.services.map((service) => ({ ...service, upstream }));
    expect(await refused({}, { config: { ...home.config, services } })).toMatch(/services\.cloud\.upstream is port/);
  });

  test.each([
    ['secret.key', 'import ../secret.key'],
    ['a key', 'import ../ca/homelab-ca.key'],
    ['a pattern', 'import ../secret*'],
    ['a link', 'import $OUTSIDE/link/secret.key'],
    ['words in quotes', 'import "../secret.key"'],
    ['an argument', 'import part ../secret.key'],
  ])('an import of a file of the home (%s), and nothing of it is printed', async (_, line) => {
    const part = '(part) {\nheader {\nimport {args[0]}\n}\n}\n';
    const text = `${line.startsWith('import part') ? part : ''}${site('one', `header {\n${line.replace('$OUTSIDE', outside)}\n}`)}`;
    const detail = await refused({ 'one.caddy': text });
    expect(detail).toMatch(/imports .*; \S/);
    expect(detail).not.toContain(SECRET.slice(0, 12));
  });

  test.each([
    ['{$LATCHKEY_TEST_ABSENT}', /uses \{\$LATCHKEY_TEST_ABSENT\}.*caddy\.environment/],
    ['{$LATCHKEY_TEST_PRESENT}', /uses \{\$LATCHKEY_TEST_PRESENT\}.*caddy\.environment/],
  ])('a variable that Caddy is not given: %s', async (variable, words) => {
    process.env.LATCHKEY_TEST_PRESENT = SECRET;
    const detail = await refused({ 'one.caddy': site('one', `respond "${variable}"`) });
    expect(detail).toMatch(words);
    expect(detail).not.toContain(SECRET);
  });

  it('and lets through what people have', async () => {
    const files = Object.fromEntries(HARMLESS_SITES.map((body, i) => [`ok-${i}.caddy`, site(`ok-${i}`, body)]));
    expect(await refused(files)).toBe('accepted');
  });

  it('a module that nobody knows until the admin vouches for it, and what is in it all the same', async () => {
    const templates = `root * ${outside}\ntemplates\nrespond hi`;
    const vouching = (body: string) =>
      refused(
        { 'one.caddy': site('one', body) },
        { config: { ...home.config, caddy: { modules: ['http.handlers.templates'], environment: [] } } },
      );
    expect(await vouching('root * /srv/www\ntemplates\nrespond hi')).toBe('accepted');
    expect(await vouching(templates.replace(outside, home.layout.dir))).toMatch(/lies in the home/);
  });
});

/** Every path below a folder, with what is in it. */
async function snapshot(folder: string): Promise<Record<string, string>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const pairs = entries.map(async (entry): Promise<[string, string]> => {
    const path = join(entry.parentPath, entry.name);
    return [
      path,
      entry.isFile()
        ? createHash('sha256')
            .update(await readFile(path))
            .digest('hex')
        : 'folder',
    ];
  });
  return Object.fromEntries(await Promise.all(pairs));
}

describe('checking', () => {
  it('has no effect on the disk: no log is opened, no certificate made', async () => {
    const logs = join(outside, 'logs');
    await mkdir(logs);
    const body = `log {\noutput file ${logs}/new/site.log\n}\ntls internal\nrespond hi`;
    await withSites({ 'one.caddy': site('one', body) }, async () => {
      const before = [await snapshot(home.layout.dir), await snapshot(logs)];
      await prepareHome({ ...home, env: process.env });
      expect([await snapshot(home.layout.dir), await snapshot(logs)]).toEqual(before);
    });
  });

  test.each([['import secret*'], ['import secret.key'], ['import ca/*'], ['import $HOME/secret.key']])(
    "a stranger's Caddyfile that says %s learns nothing",
    async (line) => {
      const file = join(outside, 'Caddyfile');
      await writeFile(file, `one.home.localhost {\n${line.replace('$HOME', home.layout.dir)}\nrespond hi\n}\n`);
      const said = await tryCaddyfile(file, { ...home, env: process.env }).then(
        JSON.stringify,
        (thrown: { detail?: string }) => JSON.stringify([thrown, thrown.detail]),
      );
      expect(said).not.toContain(SECRET.slice(0, 12));
      expect(said).not.toContain('PRIVATE KEY');
    },
  );
});

describe('wall two: with the judge taken away there is nothing to find', () => {
  let running: RunningHome;
  const hosts = { plain: 'plain', above: 'above', disk: 'disk', linked: 'linked', says: 'says', error: 'error' };
  beforeAll(async () => {
    process.env.LATCHKEY_TEST_PASSWORD = SECRET;
    running = await startTestHome(home);
    const { layout, config, tools } = running;
    const parent = layout.dir.slice(0, layout.dir.lastIndexOf('/'));
    const sites = {
      [hosts.plain]: 'file_server browse',
      [hosts.above]: `root * ${parent}\nfile_server browse`,
      [hosts.disk]: 'route {\nhandle {\nroot * /\nfile_server browse\n}\n}',
      [hosts.linked]: `root * ${outside}\nfile_server`,
      [hosts.says]:
        'respond "[{file.secret.key}{file.ca/homelab-ca.key}{env.LATCHKEY_TEST_PASSWORD}{env.LATCHKEY_TEST_PRESENT}]"',
      [hosts.error]: `error 404\nhandle_errors {\nroot * ${layout.dir}\nfile_server\n}`,
    };
    const text = Object.entries(sites)
      .map(([host, body]) => site(host, body))
      .join('');
    const input = `${renderCaddyfile({ ...config, sites: [] }, layout)}${text}`;
    const { stdout } = await runTool(tools.caddy.path, ['adapt', '--config', '-', '--adapter', 'caddyfile'], { input });
    const adapted = adaptedSchema.parse(JSON.parse(stdout));
    harden(adapted, layout, [layout.dir]);
    await loadCaddy(layout.run.caddyAdmin, JSON.stringify(adapted));
    // Each has a certificate of its own to wait for.
    for (const host of Object.values(hosts))
      for (let tries = 0; tries < 100 && (await ask(host, '/')) === undefined; tries++) await sleep(100);
  });
  afterAll(() => running?.stop());

  const ask = async (host: string, path: string) => {
    const options = { port: running.config.ports.https, host: `${host}.home.localhost`, path, from: LAN_SOURCE };
    const result = await probe(options);
    return result.kind === 'answer' ? result : undefined;
  };

  it.each([
    [hosts.plain, '/secret.key'],
    [hosts.plain, '/ca/homelab-ca.key'],
    [hosts.plain, '/registry.db'],
    [hosts.above, '/$NAME/secret.key'],
    [hosts.above, '/$NAME/'],
    [hosts.above, '/$NAME/latchkey.yaml'],
    [hosts.disk, '$DIR/secret.key'],
    [hosts.disk, '$DIR/ca/homelab-ca.key'],
    [hosts.disk, '$DIR/latchkey.yaml'],
    [hosts.linked, '/link/secret.key'],
    [hosts.linked, '/link/registry.db'],
    [hosts.linked, '/www/deep/photos/homelab-ca.key'],
    [hosts.error, '/secret.key'],
    [hosts.error, '/latchkey.yaml'],
  ])('%s%s is not there', async (host, path) => {
    const { dir } = running.layout;
    const answer = await ask(host, path.replace('$DIR', dir).replace('$NAME', dir.slice(dir.lastIndexOf('/') + 1)));
    expect(answer?.status).toBe(404);
    expect(answer?.body).not.toContain(SECRET);
  });

  it('lists nothing of the folder that Caddy runs in, and that folder stays empty', async () => {
    const answer = await ask(hosts.plain, '/');
    expect(answer?.status).toBe(404);
    for (const name of ['secret', 'registry', 'sites', 'run', 'latchkey.yaml'])
      expect(answer?.body).not.toContain(`./${name}`);
    expect(await readdir(running.layout.run.empty)).toEqual([]);
  });

  it('does not say what lies in relative files or in the environment of latchkey', async () => {
    expect((await ask(hosts.says, '/'))?.body).toBe('[]');
  });

  it('has none of latchkey’s variables', async () => {
    const environment = await readFile(`/proc/${running.stack.pids.get('caddy')}/environ`, 'utf8');
    expect(environment).not.toContain('LATCHKEY_');
    expect(environment).toContain('PATH=');
  });
});
