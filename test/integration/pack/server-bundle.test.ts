import { appendFile, copyFile, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { BUNDLE, bundleServer } from '../../../scripts/pack/bundle-server.ts';
import { findTools } from '../../../server/stack/tools.ts';
import { giveHomeAway } from '../../support/home-owner.ts';
import { LAN_SOURCE, probe } from '../../support/probe.ts';
import { type Finished, run, startProgram } from '../../support/processes.ts';
import { type SampleService, startSampleService } from '../../support/sample-service.ts';
import { enrolSoftDevice } from '../../support/soft-device.ts';
import { freePorts } from '../../support/stack/free-ports.ts';

const ROOT = process.cwd();
const HOST = 'enroll.home.localhost';

let built: string;
let alone: string;
let program: string;
let service: SampleService;

beforeAll(async () => {
  built = await mkdtemp(join(tmpdir(), 'latchkey-built-'));
  alone = await mkdtemp(join(tmpdir(), 'latchkey-alone-'));
  await bundleServer(ROOT, built);
  program = join(alone, BUNDLE);
  await copyFile(join(built, BUNDLE), program);
  service = await startSampleService('cloud');
});
afterAll(async () => {
  await service.close();
  await Promise.all([built, alone].map((folder) => rm(folder, { recursive: true })));
});

const latchkey = (...args: string[]): Promise<Finished> => run({ file: process.execPath, args: [program, ...args] });

describe('the server in one file, alone in an empty folder', () => {
  test('says its version', async () => {
    const { version } = JSON.parse(await readFile(join(ROOT, 'server/package.json'), 'utf8')) as { version: string };
    expect(await latchkey('--version')).toMatchObject({ code: 0, stdout: `${version}\n` });
  });

  test('tells an older Node what it needs, before anything else can fail', async () => {
    const older = join(alone, 'older.cjs');
    await writeFile(older, "Object.defineProperty(process.versions, 'node', { value: '20.19.0' });");
    const said = await run({ file: process.execPath, args: ['--require', older, program, '--version'] });
    expect(said).toMatchObject({ code: 1, stdout: '', stderr: expect.stringContaining('needs Node 24 or newer') });
    // Node 20 has no node:sqlite: imported as usual, it would fail before the first line.
    expect(await readFile(program, 'utf8')).not.toMatch(/^import .*node:sqlite/m);
  });

  test('says that it is damaged, and does not end as if all was done', async () => {
    const text = await readFile(program, 'utf8');
    const damaged = join(alone, 'damaged.mjs');
    const packed = text.indexOf('\n/*\n') + '\n/*\n'.length;
    const at = (share: number) => packed + Math.floor((text.length - packed) * share);
    for (const [what, now] of [
      ['nothing packed', `${text.slice(0, packed)}*/\n`],
      ['the first half alone', `${text.slice(0, at(0.5))}*/\n`],
      ['a part of the first half taken out', text.slice(0, at(0.1)) + text.slice(at(0.1) + 400)],
      ['zeroes in place of what is packed', `${text.slice(0, packed)}${'A'.repeat(text.length - packed - 3)}*/\n`],
    ] as const) {
      await writeFile(damaged, now);
      const said = await run({ file: process.execPath, args: [damaged, '--version'] });
      expect([what, said.code, said.stderr]).toEqual([what, 1, expect.stringMatching(/^error: .* is damaged/)]);
    }
    await writeFile(damaged, text.slice(0, at(0.5)));
    expect(await run({ file: process.execPath, args: [damaged, '--version'] })).toMatchObject({ code: 1, stdout: '' });
  });

  test('makes a home, runs it on real HAProxy and Caddy, and lets in whom it invited and nobody else', async () => {
    const dir = join(alone, 'home');
    const [https = 0, http = 0] = await freePorts(2);
    const init = await latchkey(
      ...['init', '--dir', dir, '--domain', 'home.localhost', '--name', 'Example Home', '--lan', '127.0.1.0/24'],
      ...['--https-port', String(https), '--http-port', String(http), '--certificates', 'internal'],
      ...['--service', `cloud=${service.upstream}`, '--json'],
    );
    expect(init).toMatchObject({ code: 0 });
    giveHomeAway(dir);

    // Away from the checkout there is no .tools folder to look into.
    const { caddy, haproxy } = await findTools(process.env);
    const env = { ...process.env, LATCHKEY_CADDY: caddy.path, LATCHKEY_HAPROXY: haproxy.path };
    const up = startProgram({ file: process.execPath, args: [program, 'up', '--dir', dir, '--json'], env });
    try {
      expect(JSON.parse(await up.nextLine())).toMatchObject({ ready: true });
      const invited = await latchkey('invite', 'Dave', '--device', 'laptop', '--dir', dir, '--json');
      const { code } = JSON.parse(invited.stdout) as { code: string };
      const device = await enrolSoftDevice({ host: HOST, port: https }, code);
      const door = { port: https, host: 'cloud.home.localhost' };
      expect(await probe({ ...door, identity: device.identity })).toMatchObject({ kind: 'answer', status: 200 });
      expect(await probe({ ...door, from: LAN_SOURCE })).toMatchObject({ kind: 'answer', status: 200 });
      expect(await probe(door)).toMatchObject({ kind: 'refused' });

      // What was taken over is read no more by commands beside the home, until latchkey.yaml is another one.
      const remembered = join(dir, 'rendered/latchkey.json');
      const taken = JSON.parse(await readFile(remembered, 'utf8'));
      taken.config.services[0].name = 'remembered';
      const services = async () => (await latchkey('access', 'Dave', '--dir', dir)).stdout;
      expect(await services()).toContain('cloud');
      await writeFile(remembered, JSON.stringify(taken));
      expect(await services()).toContain('remembered');
      expect((await latchkey('status', '--dir', dir)).stdout).toContain('cloud ');
      // Who asks how the home is, and who starts it with the last valid one, goes by what the files say.
      const config = await readFile(join(dir, 'latchkey.yaml'), 'utf8');
      await writeFile(join(dir, 'latchkey.yaml'), `${config}nonsense: true\n`);
      expect(await services()).toContain('remembered');
      expect((await latchkey('status', '--dir', dir)).stdout).toContain('cloud ');
      await writeFile(join(dir, 'latchkey.yaml'), config);
      await writeFile(remembered, JSON.stringify({ ...taken, program: 'another' }));
      expect(await services()).toContain('cloud');
      await writeFile(remembered, JSON.stringify(taken));
      await appendFile(join(dir, 'latchkey.yaml'), '# looked at\n');
      expect(await services()).toContain('cloud');
    } finally {
      await up.stop();
    }
  });

  test('comes with what an admin needs beside it', async () => {
    expect((await readdir(built)).sort()).toEqual([
      'LICENSE',
      'README.md',
      'THIRD-PARTY-LICENSES.md',
      BUNDLE,
      'templates',
    ]);
    const licences = await readFile(join(built, 'THIRD-PARTY-LICENSES.md'), 'utf8');
    const { dependencies } = JSON.parse(await readFile(join(ROOT, 'server/package.json'), 'utf8')) as {
      dependencies: Record<string, string>;
    };
    for (const name of Object.keys(dependencies)) expect(licences).toContain(name);
  });
});
