/** Where a place leads, however it is spelt: the home is always found, and what is beside it never. */
import { linkSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, it, test } from 'vitest';
import { homeLayout } from '../../../../../server/core/layout.ts';
import { Places } from '../../../../../server/stack/caddy/places.ts';

const ground = mkdtempSync(join(tmpdir(), 'places-'));
const layout = homeLayout(join(ground, 'srv/latchkey'));
mkdirSync(layout.ca.dir, { recursive: true });
mkdirSync(layout.run.empty, { recursive: true });
mkdirSync(join(ground, 'srv/latchkey-www'), { recursive: true });
mkdirSync(join(ground, 'www/deep'), { recursive: true });
writeFileSync(layout.secret, 'secret');
symlinkSync(layout.dir, join(ground, 'link'));
symlinkSync('srv/latchkey', join(ground, 'relative-link'));
symlinkSync('link/run', join(ground, 'second-link'));
symlinkSync(layout.run.control, join(ground, 'dangling'));
symlinkSync('circle', join(ground, 'circle'));
const places = new Places({
  layout,
  endpoints: [
    { address: '::', port: 443 },
    { address: '127.0.0.1', port: 9464 },
    { address: '192.168.1.2', port: 80 },
  ],
  machine: ['box', '192.168.1.2', 'fd00::2'],
  hosts: '127.0.0.1 localhost\n127.0.1.1\tNAS.lan nas # the box\n::1 six\n192.168.1.2 lan-name\n192.168.1.9 other',
});
afterAll(() => rmSync(ground, { recursive: true, force: true }));

/** Ways to write nothing between two components. */
const nothing = fc.constantFrom('/', '//', '/./', '/x/../', '///././', '/srv/../');
const spelt = (target: string) =>
  fc.array(nothing, { minLength: 12, maxLength: 12 }).map((between) =>
    target
      .split('/')
      .slice(1)
      .map((step, i) => `${(between[i] ?? '/').replace('srv', 'www')}${step}`)
      .join(''),
  );
const inside = fc.constantFrom(
  layout.dir,
  layout.secret,
  layout.ca.key,
  layout.run.caddyAdmin,
  layout.active,
  join(ground, 'link/secret.key'),
  join(ground, 'relative-link/new'),
  join(ground, 'second-link/caddy-admin.sock'),
  join(ground, 'dangling'),
);

/** Fails unless the place is refused. */
function mustRefuse(wrong: string | undefined, place: string): void {
  if (wrong === undefined) throw new Error(`${place} is let through`);
}

describe('any spelling of a place in the home is refused', () => {
  it('as a path', () => {
    fc.assert(fc.property(inside.chain(spelt), (path) => mustRefuse(places.path(path), path)));
  });

  it('as a socket, with any network, mode and case', () => {
    const network = fc.constantFrom('unix', 'UNIX', ' unix', 'unixgram', 'unixpacket', 'unix+h2c');
    const mode = fc.constantFrom('', '|0600', '|222');
    fc.assert(
      fc.property(network, inside.chain(spelt), mode, (net, path, bits) =>
        mustRefuse(places.dial(`${net}/${path}${bits}`), path),
      ),
    );
  });

  it('from the folder that Caddy runs in', () => {
    const relative = fc.array(fc.constantFrom('..', '.', 'x', 'run', 'ca', 'secret.key'), { maxLength: 2 });
    fc.assert(fc.property(relative, (steps) => mustRefuse(places.path(steps.join('/')), steps.join('/'))));
  });

  it('as a folder that the home lies in', () => {
    const above = fc.constantFrom('/', ground, join(ground, 'srv'), join(ground, 'link/..'), tmpdir());
    fc.assert(
      fc.property(
        above.chain((path) => (path === '/' ? fc.constant('/') : spelt(path))),
        (path) => mustRefuse(places.path(path), path),
      ),
    );
  });
});

test.each(['/proc/self/root', '/proc/1/environ', '/dev/fd/3', '{http.request.uri.path}', '/srv/{x}', '', 'a\0b'])(
  'what nobody can decide is refused: %s',
  (path) => expect(places.path(path)).toBeDefined(),
);

it('links in a circle are refused, and links into the home below a folder', () => {
  expect(places.path(join(ground, 'circle'))).toBeDefined();
  expect(places.folder(join(ground, 'www'))).toBeUndefined();
  symlinkSync(layout.ca.dir, join(ground, 'www/deep/photos'));
  expect(places.folder(join(ground, 'www'))).toMatch(/link to the home/);
  rmSync(join(ground, 'www/deep/photos'));
});

it('a hard link in a folder, which looks to Caddy as a mount does, is refused', () => {
  const www = join(ground, 'hard-www');
  mkdirSync(join(www, 'deep'), { recursive: true });
  writeFileSync(join(www, 'deep/page.html'), 'hi');
  expect(places.folder(www)).toBeUndefined();
  linkSync(layout.secret, join(www, 'deep/picture.png'));
  expect(places.folder(www)).toMatch(/part of the home .*picture\.png/);
});

test.each([
  '127.0.0.1:9464',
  'localhost:443',
  'LOCALHOST.:443',
  ':9464',
  '0.0.0.0:443',
  '[::1]:443',
  '[0:0:0:0:0:0:0:1]:9464',
  '[::ffff:127.0.0.1]:443',
  '127.1:443',
  '2130706433:443',
  '0x7f000001:443',
  'box:443',
  '192.168.1.2:443',
  'tcp/127.9.9.9:9464',
  'a.localhost:443',
  'fd/3',
  'fdgram/3',
  'pipe/x',
  '{http.request.host}:80',
  'box:80',
  '192.168.1.2:80',
  '[::ffff:192.168.1.2]:80',
  '[::ffff:c0a8:102]:443',
  '[fd00:0::2]:443',
  'ip6-localhost:443',
  'ip6-loopback:443',
  'localhost.localdomain:443',
  'nas:443',
  'Nas.LAN.:443',
  'six:443',
  'lan-name:443',
  'lan-name:80',
  '[64:ff9b::7f00:1]:443',
  '[64:ff9b::127.0.0.1]:9464',
  '[64:ff9b:1::7f00:1]:443',
  '[::ffff:0:127.0.0.1]:443',
  '[::127.0.0.1]:443',
  '[2002:7f00:1::]:443',
  '[::ffff:7f00:1%lo]:443',
  '0:443',
  '0x7f.1:443',
  '0177.0.0.1:443',
  '127.0.1:443',
  '0x7f000001:9464',
  '0300.0250.1.2:80',
  '192.168.258:443',
  '3232235778:443',
])("the home's own ports and unknown networks are refused: %s", (address) => {
  expect(places.dial(address)).toBeDefined();
});

test.each([
  '127.0.0.1:8080',
  '192.168.1.9:443',
  'nextcloud:443',
  '[::1]:8123',
  'unix//run/php/fpm.sock',
  'unix/@abstract',
  'udp/127.0.0.1:53',
  '127.0.0.1:80',
  '192.168.1.2:9464',
  'other:443',
  '[64:ff9b::c0a8:109]:443',
  '[2001:db8::7f00:1]:443',
  '192.168.265:443',
  '1:443',
])('what a home has beside it is let through: %s', (address) => expect(places.dial(address)).toBeUndefined());

it('a folder whose name only begins as the home does is another one', () => {
  expect(places.path(`${layout.dir}-www`)).toBeUndefined();
  expect(places.folder(`${layout.dir}-www`)).toBeUndefined();
});
