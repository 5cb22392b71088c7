import process from 'node:process';
import { expect, it } from 'vitest';
import { runTool } from '../../../../server/platform/run-tool.ts';

const shell = (script: string, how?: Parameters<typeof runTool>[2]) => runTool('/bin/sh', ['-c', script], how);

it('gives a program its environment and no other, its standard input, and a folder that everybody may enter', async () => {
  process.env.LATCHKEY_TEST_LEAK = 'leaked';
  const { ok, stdout } = await shell('echo "$A$LATCHKEY_TEST_LEAK"; pwd; cat', { env: { A: 'b' }, input: 'secret\n' });
  delete process.env.LATCHKEY_TEST_LEAK;
  expect({ ok, stdout }).toEqual({ ok: true, stdout: 'b\n/\nsecret\n' });
});

it('takes the arguments as they are', async () => {
  expect((await runTool('/usr/bin/printf', ['%s|', '$(id)', '; ls'])).stdout).toBe('$(id)|; ls|');
});

it('tells of a failure in the words of the program, and of a program that never ran in its own', async () => {
  expect(await shell('echo no >&2; exit 3')).toEqual({ ok: false, stdout: '', stderr: 'no\n' });
  const { ok, stderr } = await runTool('/nonexistent/tool', []);
  expect([ok, stderr]).toEqual([false, expect.stringContaining('ENOENT')]);
});
