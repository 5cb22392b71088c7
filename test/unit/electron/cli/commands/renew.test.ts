import { PassThrough, Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { beforeEach, expect, test } from 'vitest';
import type { Client } from '../../../../../electron/cli/compose.ts';
import { runProgram } from '../../../../../electron/cli/program.ts';
import { Terminal } from '../../../../../electron/cli/terminal.ts';
import { LatchkeyError } from '../../../../../shared/errors.ts';
import { FakeHome } from '../../../../support/client/fake-home.ts';
import { MemoryClient } from '../../../../support/client/memory-client.ts';
import { memoryProbes } from '../../../../support/client/memory-probes.ts';

let home: FakeHome;
let memory: MemoryClient;

beforeEach(async () => {
  home = await FakeHome.usual();
  memory = new MemoryClient(home.api());
  memory.probes = memoryProbes(home);
  await memory.enrol(`${home.invite()}@${home.host}`);
});

async function renew(...args: string[]) {
  const [stdout, stderr] = [new PassThrough(), new PassThrough()];
  const client = () => ({ ...memory.start(), enrolmentStore: memory.enrolmentStore }) as Partial<Client> as Client;
  const exitCode = await runProgram(
    ['renew', ...args],
    client,
    new Terminal({ stdin: Readable.from([]), stdout, stderr }),
  );
  stdout.end();
  stderr.end();
  return { exitCode, stdout: await text(stdout), stderr: await text(stderr) };
}

test('renews, says so, and ends with the one new certificate', async () => {
  const { exitCode, stdout, stderr } = await renew('--json');
  expect(exitCode).toBe(0);
  const { homes } = JSON.parse(stdout);
  expect(homes).toMatchObject([{ result: 'renewed', fingerprint: home.devices[0]?.fingerprint, lagging: [] }]);
  expect(stderr).toContain('Restart your browser when it suits you');
  for (const secret of memory.vault.secrets.values()) expect(stdout + stderr).not.toContain(secret);
});

test('with --if-due does nothing that is not due, and that is success', async () => {
  const { exitCode, stdout } = await renew('--if-due', '--json');
  expect([exitCode, JSON.parse(stdout).homes[0].result]).toEqual([0, 'not-due']);
  expect(home.calls).not.toContain('renewCertificate');
});

test('a home that cannot be reached is not finished, and the key stays', async () => {
  home.before = () => {
    throw new LatchkeyError('HOME_NOT_REACHED');
  };
  const { exitCode, stdout, stderr } = await renew('--json');
  expect([exitCode, JSON.parse(stdout).homes[0].error.code]).toEqual([3, 'HOME_NOT_REACHED']);
  expect(stderr).toContain('stays as it is');
});

test('tells a home that could not be told of a leaving', async () => {
  home.before = () => {
    throw new LatchkeyError('HOME_NOT_REACHED');
  };
  const [record] = await memory.enrolmentStore.list();
  if (record) await memory.start().leaving.leave(record);
  home.before = undefined;
  expect((await renew('--if-due')).exitCode).toBe(0);
  expect(home.devices[0]?.state).toBe('left');
  expect(memory.enrolmentStore.records.size).toBe(0);
});

test('a computer without a key to that home is told so', async () => {
  expect((await renew('--home', 'elsewhere.example')).exitCode).toBe(1);
});
