/** docs/admin.md, "By hand": every command of the page, run as it stands there, in a fresh folder. */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { giveHomeAway } from '../../support/home-owner.ts';
import { codeBlocks } from '../../support/markdown.ts';
import { type Running, run, startProgram } from '../../support/processes.ts';
import { type SampleService, startSampleService } from '../../support/sample-service.ts';
import { enrolSoftDevice } from '../../support/soft-device.ts';
import { freePorts } from '../../support/stack/free-ports.ts';

const COMMAND = fileURLToPath(new URL('../../../server/bin/latchkey.mjs', import.meta.url));

let folder: string;
let service: SampleService;
let up: Running | undefined;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'latchkey-docs-'));
  service = await startSampleService('cloud');
  await writeFile(join(folder, 'latchkey'), `#!/bin/sh\nexec '${process.execPath}' '${COMMAND}' "$@"\n`, {
    mode: 0o755,
  });
});
afterAll(async () => {
  await up?.stop();
  await service.close();
  await rm(folder, { recursive: true, force: true });
});

it('leads a new admin from nothing to a home that is well and a first device', async () => {
  const [values, ...blocks] = codeBlocks(await readFile('docs/admin.md', 'utf8'), 'By hand').filter(
    ({ language }) => language === 'sh',
  );
  const [https = 0, http = 0] = await freePorts(2);
  // What the page tells the reader to write: everything else runs as it is printed.
  const own: Record<string, string> = {
    'export LATCHKEY_DIR': join(folder, 'home'),
    DOMAIN: 'home.localhost',
    LAN: '127.0.1.0/24',
    HTTPS_PORT: String(https),
    HTTP_PORT: String(http),
    CLOUD: service.upstream,
  };
  const names = values?.text
    .trim()
    .split('\n')
    .map((line) => line.slice(0, line.indexOf('=')));
  expect(names).toEqual(Object.keys(own));
  const preamble = Object.entries(own)
    .map(([name, value]) => `${name}='${value}'\n`)
    .join('');
  const env = { ...process.env, PATH: `${folder}:${process.env.PATH}` };
  const shell = (text: string) => ({ file: '/bin/sh', args: ['-euc', `${preamble}${text}`], env, cwd: folder });

  expect(blocks.map(({ text }) => text)).toContain('latchkey up\n');
  const said: string[] = [];
  for (const { text } of blocks) {
    if (text === 'latchkey up\n') {
      up = startProgram(shell(`exec ${text}`));
      expect(await up.nextLine(60_000)).toContain('Our Home is up');
      continue;
    }
    const done = await run(shell(text));
    expect(done, `${text}\n${done.stderr}`).toMatchObject({ code: 0 });
    said.push(done.stdout);
    if (text.startsWith('latchkey init ')) giveHomeAway(join(folder, 'home'));
  }
  const [code = ''] = /[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}/.exec(said.join('\n')) ?? [];
  await enrolSoftDevice({ host: 'enroll.home.localhost', port: https }, code);
  expect((await run(shell('latchkey devices'))).stdout).toContain('Dave');
});
