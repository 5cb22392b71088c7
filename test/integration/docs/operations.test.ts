/** docs/operations.md: every block of commands, run as it stands there in a home that runs, or the reason why not here. */
import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { giveHomeAway } from '../../support/home-owner.ts';
import { codeBlocks, commandLines } from '../../support/markdown.ts';
import { run } from '../../support/processes.ts';
import { LATCHKEY } from '../../support/programs.ts';
import { enrolSoftDevice } from '../../support/soft-device.ts';
import { ENROLMENT_HOST, makeThrowAwayHome, type ThrowAwayHome } from '../../support/throw-away-home.ts';

/** Blocks by their first line that are not run here, and where they are. */
const ELSEWHERE: Readonly<Record<string, string>> = {
  'docker compose exec -T home latchkey backup -': 'test/deploy/container.test.ts',
  'mv /srv/latchkey-restored /srv/latchkey': 'test/deploy/systemd.test.ts',
  'latchkey certificates status': 'test/integration/certificates/dns-01-up.test.ts',
  '#!/bin/sh': 'test/integration/certificates/certbot.test.ts',
};

/** What a line asks at a terminal, given as words; and how a line may end beside well. */
const MORE: readonly (readonly [line: RegExp, more: string, codes: readonly number[]])[] = [
  [/^latchkey restore /, ' --passphrase-file /root/backup-passphrase --let-in all', [0]],
  // Warnings, such as that of a home with its own root.
  [/^latchkey doctor/, '', [0, 20, 21]],
  [/^latchkey audit --follow/, '', [124]],
  [/^latchkey config diff/, '', [0, 1]],
  // As the page says: the device here still has a certificate of the old one.
  [/^latchkey ca rotate --finish/, '', [1]],
];

let scratch: string;
/** The public key that the page's own age-keygen has printed. */
const recipient = async () => /age1[a-z0-9]+/.exec(await readFile(join(scratch, 'key.txt'), 'utf8'))?.[0] ?? '';
let home: ThrowAwayHome;
let stop: () => Promise<unknown>;
let blocks: { readonly heading: string; readonly text: string }[];

beforeAll(async () => {
  scratch = await mkdtemp(join(tmpdir(), 'latchkey-operations-'));
  await chmod(scratch, 0o755);
  for (const folder of ['mnt/usb', 'mnt/safe', 'srv', 'root', 'etc/caddy'])
    await mkdir(join(scratch, folder), { recursive: true });
  await writeFile(join(scratch, 'root/backup-passphrase'), 'correct horse battery staple\n', { mode: 0o600 });
  const site = 'blog.home.localhost {\n\trespond hello\n}\n';
  await writeFile(join(scratch, 'etc/caddy/Caddyfile'), site);
  const command = `#!/bin/sh\nexec '${process.execPath}' '${LATCHKEY}' "$@"\n`;
  await writeFile(join(scratch, 'latchkey'), command, { mode: 0o755 });
  home = await makeThrowAwayHome();
  const { up } = await home.up();
  stop = () => up.stop();
  const { code } = await home.invite('Dave', 'MacBook Air');
  await enrolSoftDevice({ host: ENROLMENT_HOST, port: home.httpsPort }, code);
  const page = await readFile('docs/operations.md', 'utf8');
  const headings = [...page.matchAll(/^## (.*)$/gm)].map(([, heading = '']) => heading);
  blocks = headings.flatMap((heading) => codeBlocks(page, heading).map(({ text }) => ({ heading, text })));
}, 120_000);
afterAll(async () => {
  await stop?.();
  await home?.remove();
  await rm(scratch, { recursive: true, force: true });
});

async function follow(line: string): Promise<void> {
  const [, more, codes] = MORE.find(([like]) => like.test(line)) ?? [/^/, '', [0]];
  const key = line.includes('YOUR-PUBLIC-AGE-KEY') ? await recipient() : '';
  const filled = `${line}${more}`.replace('YOUR-PUBLIC-AGE-KEY', key);
  const here = filled.replaceAll(/\/(mnt|srv|root|etc\/caddy)\//g, `${scratch}/$1/`);
  const ended = await run({
    file: 'timeout',
    args: [line.includes('--follow') ? '5' : '60', '/bin/sh', '-euc', here],
    env: { ...process.env, PATH: `${scratch}:${process.env.PATH}`, LATCHKEY_DIR: home.dir },
    cwd: scratch,
    timeout: 90_000,
  });
  expect(codes, `${line}\n${ended.stdout}${ended.stderr}`).toContain(ended.code);
  if (line.startsWith('latchkey restore ')) giveHomeAway(join(scratch, 'srv/latchkey-restored'));
}

it('does what the page says, block by block', { timeout: 600_000 }, async () => {
  // What ends every key comes last, whatever the page's order.
  const order = blocks.toSorted(
    (one, other) => Number(/\bca replace\b/.test(one.text)) - Number(/\bca replace\b/.test(other.text)),
  );
  let followed = 0;
  for (const { text } of order) {
    const first = text.split('\n')[0] ?? '';
    if (Object.keys(ELSEWHERE).some((begin) => first.startsWith(begin))) continue;
    for (const line of commandLines(text)) await follow(line);
    followed += 1;
  }
  expect(followed).toBe(blocks.length - Object.keys(ELSEWHERE).length);
});
