import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { comb, createLog } from '../../../../../electron/main/log/log.ts';
import { LOG_FILE, openLogFile } from '../../../../../electron/main/log/log-file.ts';

const CODE = 'K7QF-2M9X-4TDW';
const PIN = `${'A'.repeat(20)}${'b-_9'.repeat(5)}zzz`;
const SECRETS = [CODE, PIN, 'MIGHAgEAMBMGByqGSM49', 'dave', 'query=1'];

test.each([
  `no such invite ${CODE}@enroll.example.com/${PIN}`,
  `k7qf 2m9x 4tdw@enroll.example.com`,
  `failed to open latchkey://enroll.example.com/${CODE}/${PIN}`,
  `https://enroll.example.com/i#${CODE} is not valid`,
  `GET https://cloud.example.com/?query=1`,
  `-----BEGIN PRIVATE KEY-----\nMIGHAgEAMBMGByqGSM49\n-----END PRIVATE KEY-----`,
  `secret ${PIN} was kept`,
  `ENOENT: /home/dave/.local/share/latchkey/homes, /Users/dave/Library, C:\\Users\\dave\\AppData`,
])('a bug’s own words are combed: %s', (text) => {
  const combed = comb(text);
  for (const secret of SECRETS) expect(combed.toLowerCase()).not.toContain(secret.toLowerCase());
  expect(combed).not.toMatch(/k7qf/i);
});

test('what helps to find a bug stays', () => {
  const stack =
    "TypeError: Cannot read properties of undefined (reading 'id')\n    at Homes.list (app://latchkey/assets/index.js:12:34)";
  expect(comb(stack)).toBe(stack);
  expect(comb('device 6c40b1ff-02fd-4ac5-9a31-0af2a81b3e53')).toContain('6c40b1ff-02fd-4ac5-9a31-0af2a81b3e53');
});

test('a bug is logged with its combed words and nothing else of it', () => {
  const lines: string[] = [];
  const log = createLog({ write: (line) => lines.push(line) });
  const bug = Object.assign(new Error(`bad ${CODE}@enroll.example.com`), { invite: CODE, stack: `at ${CODE}@x` });
  log.bug('bug', bug, { id: 'one' });
  log.bug('bug', { invite: CODE });
  expect(lines.join('')).not.toContain(CODE);
  expect(JSON.parse(lines[0] ?? '')).toMatchObject({ event: 'bug', id: 'one', error: 'Error' });
});

test('only its owner can read the log', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'latchkey-log-'));
  const logs = join(folder, 'logs');
  const stream = openLogFile(logs) as ReturnType<typeof openLogFile> & { end(done: () => void): void };
  createLog(stream).info('started');
  await new Promise<void>((resolve) => stream.end(resolve));
  expect((await stat(join(logs, LOG_FILE))).mode & 0o777).toBe(0o600);
  expect((await stat(logs)).mode & 0o777).toBe(0o700);
  await rm(folder, { recursive: true });
});
