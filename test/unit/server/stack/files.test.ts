import { chmod, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { homeLayout, MAX_SOCKET_PATH } from '../../../../server/core/layout.ts';
import { proxyHeader } from '../../../../server/stack/probe/proxy-header.ts';
import { parseLogLine } from '../../../../server/stack/process/log-lines.ts';
import { HomeLock } from '../../../../server/stack/process/process-lock.ts';
import { writeRendered } from '../../../../server/stack/rendered/write.ts';
import { requireUsableFolder } from '../../../../server/stack/usable-folder.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lk-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

describe('the writer', () => {
  const files = (content: string, mode = 0o600) => new Map([[join(folder, 'rendered', 'a.cfg'), { content, mode }]]);
  const path = () => join(folder, 'rendered', 'a.cfg');

  test('creates, leaves alone, changes, and says which', async () => {
    expect(await writeRendered(files('one'))).toEqual([{ path: path(), change: 'created' }]);
    const before = await stat(path());
    expect(await writeRendered(files('one'))).toEqual([{ path: path(), change: 'unchanged' }]);
    expect((await stat(path())).ino).toBe(before.ino);
    expect(await writeRendered(files('two'))).toEqual([{ path: path(), change: 'changed' }]);
    expect(await readFile(path(), 'utf8')).toBe('two');
  });

  test('a file that others were allowed to read is theirs no more', async () => {
    await writeRendered(files('one'));
    await chmod(path(), 0o644);
    expect(await writeRendered(files('one'))).toEqual([{ path: path(), change: 'changed' }]);
    expect((await stat(path())).mode & 0o777).toBe(0o600);
  });

  test('a leftover that everybody can write to does not lend its permissions, nor its content', async () => {
    await mkdir(join(folder, 'rendered'));
    const leftover = `${path()}.new`;
    await writeFile(leftover, 'x'.repeat(100), { mode: 0o666 });
    await writeRendered(files('one'));
    expect(await readFile(path(), 'utf8')).toBe('one');
    expect((await stat(path())).mode & 0o777).toBe(0o600);
  });

  test('a dry run changes nothing', async () => {
    expect(await writeRendered(files('one'), { dryRun: true })).toEqual([{ path: path(), change: 'created' }]);
    expect(await readdir(folder)).toEqual([]);
  });

  test('what cannot be replaced stays as it was, without litter', async () => {
    await mkdir(path(), { recursive: true });
    await expect(writeRendered(files('one'))).rejects.toMatchObject({ code: 'FOLDER_NOT_WRITABLE' });
    expect(await readdir(join(folder, 'rendered'))).toEqual(['a.cfg']);
  });
});

describe('the lock', () => {
  test('is one at a time, and free again when it is given back', () => {
    const path = join(folder, 'up.lock');
    const lock = HomeLock.take(path);
    expect(() => HomeLock.take(path)).toThrow(expect.objectContaining({ code: 'ALREADY_RUNNING' }));
    expect(() => HomeLock.take(path)).toThrow(expect.objectContaining({ code: 'ALREADY_RUNNING' }));
    lock.release();
    HomeLock.take(path).release();
  });

  test('a lock file from a crash, or with rubbish in it, says so or does not block', async () => {
    const path = join(folder, 'up.lock');
    await writeFile(path, '');
    HomeLock.take(path).release();
    await writeFile(path, 'rubbish that is no database at all'.repeat(100));
    expect(() => HomeLock.take(path)).toThrow(expect.objectContaining({ code: 'FOLDER_NOT_WRITABLE' }));
  });
});

describe('the folder', () => {
  const attempt = (dir: string) => () => requireUsableFolder(homeLayout(dir));

  test.each(['/srv/latchkey', '/home/zoë/my home', '/', '/srv/latchkey/'])('%s is usable', (dir) => {
    expect(attempt(dir)).not.toThrow();
  });

  test.each([
    '/a"b',
    "/a'b",
    '/a{b}',
    '/a|b',
    '/a,b',
    '/a*b',
    '/a[1]',
    '/a$b',
    '/a%b',
    '/a\nb',
    '/a`b',
    '/a\\b',
    'relative',
    '',
  ])('%j would be misread and is refused', (dir) => {
    expect(attempt(dir)).toThrow(expect.objectContaining({ code: 'FOLDER_NOT_USABLE' }));
  });

  test('the longest path that fits is counted in bytes, and one more is refused with the number', () => {
    const rest = '/run/caddy/enrolment.sock'.length + '.new'.length;
    const longest = `/${'ü'.repeat(Math.floor((MAX_SOCKET_PATH - rest - 1) / 2))}`;
    expect(attempt(longest)).not.toThrow();
    expect(attempt(`${longest}üü`)).toThrow(/bytes too long/);
  });
});

describe('what children say', () => {
  test('Caddy', () => {
    const text = '{"level":"warn","ts":1.5,"logger":"tls","msg":"stapling","identifiers":["a"]}';
    const fields = { logger: 'tls', identifiers: ['a'] };
    expect(parseLogLine('caddy', text)).toEqual({ child: 'caddy', level: 'warn', message: 'stapling', fields });
  });

  test('HAProxy, notices and connections', () => {
    const notice = '[ALERT]    (15507) : config : Fatal errors found in configuration.';
    expect(parseLogLine('haproxy', notice)).toMatchObject({
      level: 'error',
      message: expect.stringMatching(/^config/),
    });
    const connection = '{"client":"127.0.0.1","port":4,"frontend":"https","backend":"wan","bytes":0,"ms":1,"end":"SC"}';
    expect(parseLogLine('haproxy', connection)).toMatchObject({ message: 'connection', fields: { backend: 'wan' } });
  });

  test.each(['{"broken', '{}', 'null', 'panic: x', ''])('%j is a line too', (text) => {
    expect(parseLogLine('caddy', text).child).toBe('caddy');
  });
});

test('a PROXY header says the address in 28 or 52 bytes', () => {
  const v4 = Buffer.from(proxyHeader('192.0.2.1', 40_000)).toString('hex');
  expect(v4).toBe('0d0a0d0a000d0a515549540a2111000cc0000201c00002019c4001bb');
  expect(proxyHeader('2001:db8::1', 1)).toHaveLength(16 + 36);
});
