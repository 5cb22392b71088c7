/** A mount that shows the home is found by what the kernel says of it, whatever lies where it leads. */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { homeLayout } from '../../../../../server/core/layout.ts';
import { mountsOf } from '../../../../../server/stack/caddy/mounts.ts';
import { Places } from '../../../../../server/stack/caddy/places.ts';

const ground = mkdtempSync(join(tmpdir(), 'mounts-'));
const layout = homeLayout(join(ground, 'srv/latch key'));
const www = join(ground, 'www');
mkdirSync(layout.run.empty, { recursive: true });
mkdirSync(join(www, 'deep/er'), { recursive: true });
afterAll(() => rmSync(ground, { recursive: true, force: true }));

const octal = (path: string) => path.replaceAll(' ', '\\040');
const { dir } = layout;
const ROOT = '1 0 8:1 / / rw shared:1 - ext4 /dev/sda1 rw';
/** What is said of www with a mount beside the root's. */
function said(...lines: string[]): string | undefined {
  const mounts = mountsOf([ROOT, ...lines, ''].join('\n'));
  return new Places({ layout, machine: ['box'], hosts: '', mounts }).folder(www);
}
const bind = (root: string, point: string, device = '8:1', tail = 'ext4 /dev/sda1 rw') =>
  `9 1 ${device} ${octal(root)} ${octal(point)} rw,relatime shared:1 master:2 - ${tail}`;

test.each([
  ['the home', bind(dir, `${www}/deep`)],
  ['the home at the root itself', bind(dir, www)],
  ['what the home lies in', bind(join(ground, 'srv'), `${www}/deep/er`)],
  ['the whole disk', bind('/', `${www}/deep`)],
  ['a folder deep in the home', bind(`${dir}/active/a/b`, `${www}/deep`)],
  ['one file of the home', bind(`${dir}/secret.key`, `${www}/deep/er/picture.png`)],
  ['FUSE of the home', bind('/', `${www}/deep`, '0:50', `fuse.bindfs ${octal(dir)} rw`)],
  ['NFS of this machine', bind('/', `${www}/deep`, '0:51', `nfs4 localhost:${octal(dir)} rw`)],
  ['SSH of this machine', bind('/', `${www}/deep`, '0:52', `fuse.sshfs nina@box:${octal(dir)}/ca rw`)],
  [
    'an overlay on the home',
    bind('/', `${www}/deep`, '0:53', `overlay overlay rw,lowerdir=/a:${octal(dir)},workdir=/b`),
  ],
  ['an overlay into the home', bind('/', www, '0:53', `overlay overlay rw,lowerdir=/a,upperdir=${octal(dir)}/sites`)],
  ['an overlay that works in the home', bind('/', www, '0:53', `overlay none rw,workdir=${octal(dir)}/x,lowerdir=/a`)],
  [
    'a new overlay on what has the home in it',
    bind('/', www, '0:53', `overlay none rw,lowerdir+=/a,lowerdir+=${ground}`),
  ],
])('a mount of %s is refused', (_, line) => {
  expect(said(line)).toMatch(/shows a part of the home by a mount|by another name/);
});

test('a disk of its own in the home is the home too, and so is the home on one', () => {
  const inHome = bind('/', `${dir}/ca`, '8:9');
  expect(said(inHome, bind('/', `${www}/deep`, '8:9'))).toMatch(/by a mount/);
  const homeOn = bind('/@home', join(ground, 'srv'), '8:8');
  expect(said(homeOn, bind('/@home/latch key/ca', `${www}/deep`, '8:8'))).toMatch(/by a mount/);
  expect(said(homeOn, bind('/@photos', `${www}/deep`, '8:8'))).toBeUndefined();
});

test.each([
  ['nothing', ''],
  ['another disk', bind('/', `${www}/deep`, '8:2', 'ext4 /dev/sdb1 rw')],
  ['another folder of the same disk', bind('/srv/photos', `${www}/deep`)],
  ['a folder whose name begins as the home', bind(`${dir}-photos`, `${www}/deep`)],
  ['the home beside the root', bind(dir, `${www}-of-others`)],
  ['NFS of another machine', bind('/', `${www}/deep`, '0:51', `nfs4 nas:${octal(dir)} rw`)],
  [
    'an overlay of others',
    bind('/', `${www}/deep`, '0:53', 'overlay overlay rw,lowerdir=/usr/a:/usr/b,upperdir=/usr/c'),
  ],
  ['a tmpfs', bind('/', `${www}/deep`, '0:60', 'tmpfs tmpfs rw')],
])('%s is let through', (_, line) => {
  expect(said(line)).toBeUndefined();
});

test('a root that lies in such a mount is refused', () => {
  const mounts = mountsOf(`${ROOT}\n${bind(dir, `${www}/deep`)}`);
  const places = new Places({ layout, machine: [], hosts: '', mounts });
  expect(places.folder(`${www}/deep/er`)).toMatch(/by a mount/);
  expect(places.folder(`${www}-of-others`)).toBeUndefined();
});

test('a container, in which everything is on one overlay, is let through', () => {
  const container = '1 0 0:40 / / rw - overlay overlay rw,lowerdir=/var/lib/l,upperdir=/,workdir=/w';
  const mounts = mountsOf(container);
  expect(new Places({ layout, machine: [], hosts: '', mounts }).folder(www)).toBeUndefined();
});
