/** What Caddy's JSON of a site reaches, field by field. Whole sites are in test/support/stack/reaching-sites.ts. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { homeLayout } from '../../../../../server/core/layout.ts';
import { Judge } from '../../../../../server/stack/caddy/judge.ts';
import { Places } from '../../../../../server/stack/caddy/places.ts';

const ground = mkdtempSync(join(tmpdir(), 'judge-'));
const layout = homeLayout(join(ground, 'srv/latchkey'));
mkdirSync(layout.run.empty, { recursive: true });
afterAll(() => rmSync(ground, { recursive: true, force: true }));
const { dir } = layout;
const places = new Places({ layout, endpoints: [{ address: '::', port: 443 }], machine: ['box'], hosts: '' });
const judge = new Judge({ places });
const handler = (...handle: object[]) => judge.routes([{ handle }]);
const found = (all: readonly string[]) => all.join('\n');

describe('health checks', () => {
  const proxy = (dial: string, active: object) =>
    found(handler({ handler: 'reverse_proxy', upstreams: [{ dial }], health_checks: { active } }));

  test.each([
    ['127.0.0.1:8080', { port: 443, uri: '/' }],
    ['tcp/localhost:8080', { port: 443 }],
    ['[::1]:8080', { port: 443 }],
    ['box:1-2', { port: 443 }],
    ['192.168.7.7:80', { port: 443, upstream: '127.0.0.1:80' }],
    ['127.0.0.1:8080', { port: '{http.request.port}' }],
  ])("at the home's own port are refused: %s %j", (dial, active) => {
    expect(proxy(dial, active)).toMatch(/checks the health of .*; \S/);
  });

  test.each([
    ['127.0.0.1:8080', { port: 8081, uri: '/health' }],
    ['192.168.7.7:80', { port: 443 }],
    ['unix//run/app.sock', { port: 443 }],
    ['127.0.0.1:8080', { uri: '/health' }],
  ])('at a port of the service are let through: %s %j', (dial, active) => {
    expect(proxy(dial, active)).toBe('');
  });
});

test.each([['https'], ['{http.request.port}'], ['443']])('a looked-up name with the port %s is refused', (port) => {
  const source = { source: 'a', name: 'localhost', port };
  expect(found(handler({ handler: 'reverse_proxy', dynamic_upstreams: source }))).toMatch(/port|placeholder/);
});

describe('who may connect to a site, by leaf certificates', () => {
  const leaf = (...loaders: object[]) =>
    found(
      judge.connectionPolicy({
        client_authentication: { mode: 'require', verifiers: [{ verifier: 'leaf', leaf_certs_loaders: loaders }] },
      }),
    );

  test.each([
    ['a storage of its own', { loader: 'storage', storage: { module: 'file_system', root: dir }, certificates: ['a'] }],
    ["Caddy's storage", { loader: 'storage', certificates: ['a'] }],
    ['a file', { loader: 'file', files: ['/etc/ssl/x.pem', `${dir}/ca/x.pem`] }],
    ['a folder', { loader: 'folder', folders: ['/etc/ssl/absent', dir] }],
    ['files as a map', { loader: 'file', files: [{ path: dir }] }],
    ['a loader that nobody knows', { loader: 'new', path: '/x' }],
    ['a field that nobody knows', { loader: 'pem', certificates: ['x'], path: dir }],
    ['a loader of nothing', { loader: 'file' }],
  ])('%s is refused', (_, loader) => {
    expect(leaf({ loader: 'pem', certificates: ['x'] }, loader)).toMatch(/\S; \S|cannot be/);
  });

  test('no loader is refused, as Caddy reads a storage in braces', () => {
    expect(leaf()).toMatch(/no certificate that Caddy would read/);
    expect(found(judge.connectionPolicy({ client_authentication: { verifiers: [{ verifier: 'new' }] } }))).toMatch(
      /tls\.client_auth\.verifier\.new/,
    );
  });

  test('files elsewhere are let through', () => {
    expect(leaf({ loader: 'file', files: ['/etc/ssl/x.pem'] }, { loader: 'pem', certificates: ['x'] })).toBe('');
  });
});

describe('what a FastCGI program is given', () => {
  const env = (variables: object) =>
    found(
      handler({ handler: 'reverse_proxy', transport: { protocol: 'fastcgi', root: '/srv/absent', env: variables } }),
    );

  test.each([
    { PHP_VALUE: `auto_prepend_file=${dir}/secret.key` },
    { PHP_ADMIN_VALUE: `open_basedir = /srv/absent:${dir}` },
    { PHP_VALUE: 'auto_prepend_file={http.request.uri.path}' },
    { php_admin_value: 'x={http.request.header.X}' },
    { SCRIPT_FILENAME: '/srv/absent{http.request.uri.path}' },
    { SCRIPT_FILENAME: '../x.php' },
    { ORIG_SCRIPT_FILENAME: '{http.vars.x}' },
    { DOCUMENT_ROOT: '{http.vars.root}' },
    { DOCUMENT_ROOT: dir },
    { ANY: `file://${dir}/latchkey.yaml` },
    { ANY: `a,${dir.toUpperCase()}/x` },
    { ANY: `x=/srv/..${dir}/x` },
    { '{http.request.header.X}': 'x' },
  ])('%j is refused', (variables) => {
    expect(env(variables)).toMatch(/; \S/);
  });

  test.each([
    { front_controller_active: 'true', HTTPS: 'on' },
    { PHP_VALUE: 'upload_max_filesize=10G\npost_max_size=10G' },
    { PHP_ADMIN_VALUE: 'open_basedir=/srv/absent:/tmp/absent' },
    { SCRIPT_FILENAME: '/srv/absent/index.php' },
    { REMOTE_USER: '{http.auth.user.id}' },
  ])('%j is let through', (variables) => {
    expect(env(variables)).toBe('');
  });
});

describe('index files', () => {
  const serve = (index: string) =>
    found(handler({ handler: 'file_server', root: '/srv/absent', index_names: ['index.html', index] }));
  const tries = (path: string) =>
    found(judge.routes([{ match: [{ file: { root: '/srv/absent', try_files: [path] } }], handle: [] }]));

  test.each(['..', '../x', 'a/../../x', '/etc/passwd', '{http.request.uri.query.x}', '..\\x'])(
    '%s is refused',
    (index) => {
      expect(serve(index)).toMatch(/has the index .*; \S/);
    },
  );
  test.each(['{http.request.uri.path}/../../x.php', '../x', `{http.request.uri.path}/${dir}/x.php`])(
    'of PHP, tried as %s, is refused',
    (path) => expect(tries(path)).toMatch(/tries .*; \S/),
  );
  test.each(['index.htm', 'default.html', 'a..b.html', 'sub/index.html'])('%s is let through', (index) => {
    expect(serve(index)).toBe('');
    expect(tries(`{http.request.uri.path}/${index}`)).toBe('');
    expect(tries(`/${index}`)).toBe('');
  });
});

describe('a root with labels of the host in it', () => {
  const label = (at: number) => `{http.request.host.labels.${at}}`;
  const serve = (root: string) => found(handler({ handler: 'vars', root }, { handler: 'file_server' }));

  test.each([
    `/srv/absent/${label(3)}`,
    `/srv/absent/${label(2)}.${label(3)}/public`,
    `/srv/absent/www-${label(3)}`,
    `${join(ground, 'srv/latchkey-www')}/${label(0)}`,
  ])('%s is let through', (root) => expect(serve(root)).toBe(''));

  test.each([
    `/${label(3)}`,
    `${dir}/${label(3)}`,
    `${dir}${label(3)}`,
    `${dir}-${label(3)}`,
    `${ground}/srv/${label(3)}`,
    `${ground}/${label(3)}/latchkey`,
    `/srv/absent/${label(3)}/../..`,
    `/srv/absent/.${label(3)}./x`,
    `/srv/absent/${label(3)}/{http.request.uri.path}`,
    '/srv/absent/{http.request.host}',
    '/srv/absent/{http.request.host.labels.x}',
    '/srv/absent/{http.request.host.labels.{http.request.uri.query.n}}',
    `absent/${label(3)}`,
    label(3),
  ])('%s is refused', (root) => expect(serve(root)).toMatch(/reaches for .*; \S/));
});

describe('files that Caddy opens as it loads the configuration', () => {
  const at = (name: string) => join(ground, name);
  mkdirSync(at('folder.crt'));
  execFileSync('mkfifo', [at('pipe.crt')]);
  for (const name of ['own', 'other']) {
    const pair = ['-keyout', at(`${name}.key`), '-out', at(`${name}.crt`)];
    const words = [
      '-x509',
      '-newkey',
      'ec',
      '-pkeyopt',
      'ec_paramgen_curve:P-256',
      '-nodes',
      '-subj',
      '/CN=x',
      ...pair,
    ];
    execFileSync('openssl', ['req', ...words], { stdio: 'pipe' });
  }
  writeFileSync(at('half.crt'), '-----BEGIN CERTIFICATE-----\nMIIB');
  writeFileSync(at('empty.key'), '');
  const pair = (certificate: string, key: string) =>
    found(judge.certificates({ load_files: [{ certificate: at(certificate), key: at(key), tags: ['cert0'] }] }));

  test.each([
    ['folder.crt', 'own.key', /folder\.crt .*no regular file/],
    ['pipe.crt', 'own.key', /pipe\.crt .*no regular file/],
    ['own.crt', 'pipe.crt', /pipe\.crt .*no regular file/],
    ['half.crt', 'own.key', /half\.crt \(load_files\), which is cut off/],
    ['own.crt', 'empty.key', /empty\.key \(load_files\), which \S/],
    ['own.crt', 'other.key', /other\.key \(load_files\), which is not the key/],
    ['own.key', 'own.crt', /own\.key \(load_files\), which \S/],
  ])('are judged before it waits for them or has no words: %s with %s', (certificate, key, reason) => {
    expect(pair(certificate, key)).toMatch(reason);
  });

  test('are let through when Caddy can load them, and when Caddy is to say that they are not there', () => {
    expect([pair('own.crt', 'own.key'), pair('gone.crt', 'own.key')]).toEqual(['', '']);
  });

  test('a log that is a pipe is refused: opening it waits for a reader; /dev/null is not', () => {
    const log = (filename: string) => found(judge.logger({ writer: { output: 'file', filename } }));
    expect(log(at('pipe.crt'))).toMatch(/no regular file/);
    expect([log('/dev/null'), log(at('new.log'))]).toEqual(['', '']);
  });

  test('a root of others that is a pipe, and a placeholder for a pipe, are refused', () => {
    const trusting = { ca: { provider: 'file', pem_files: [at('pipe.crt')] }, mode: 'require_and_verify' };
    expect(found(judge.connectionPolicy({ client_authentication: trusting }))).toMatch(/no regular file/);
    expect(found(handler({ handler: 'static_response', body: `{file.${at('pipe.crt')}}` }))).toMatch(/no regular file/);
  });
});
