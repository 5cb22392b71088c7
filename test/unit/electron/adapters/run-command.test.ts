import { describe, expect, test } from 'vitest';
import { runCommand } from '../../../../electron/adapters/run-command.ts';

describe('another program', () => {
  test('gets the environment it is given and no other', async () => {
    process.env.LATCHKEY_TEST_LEAK = 'leaked';
    const { stdout } = await runCommand({ tool: '/usr/bin/env', args: [], env: { A: 'b' } });
    delete process.env.LATCHKEY_TEST_LEAK;
    expect(stdout.trim().split('\n').sort()).toEqual(['A=b', 'LC_ALL=C']);
  });

  test('takes its arguments as they are', async () => {
    const { stdout } = await runCommand({ tool: '/bin/echo', args: ['$(id)', '; ls', "it's"], env: {} });
    expect(stdout).toBe("$(id) ; ls it's\n");
  });

  test('reads what it is given on standard input, to its end', async () => {
    const { stdout } = await runCommand({ tool: '/bin/cat', args: [], env: {}, input: 'secret\n' });
    expect(stdout).toBe('secret\n');
  });

  test('that ends without reading its standard input is judged by its exit code', async () => {
    const result = await runCommand({ tool: '/bin/true', args: [], env: {}, input: 'x'.repeat(1_000_000) });
    expect(result.exitCode).toBe(0);
  });

  test('that does not end is ended', async () => {
    const result = await runCommand({ tool: '/bin/sleep', args: ['60'], env: {}, timeoutMs: 50 });
    expect(result).toMatchObject({ exitCode: undefined, stderr: 'It was stopped (SIGKILL).' });
  });

  test('that is not there is no exception', async () => {
    const result = await runCommand({ tool: '/nonexistent/tool', args: [], env: {} });
    expect(result.exitCode).toBeUndefined();
  });

  test('is never looked up by name', () => {
    expect(() => runCommand({ tool: 'certutil', args: [], env: {} })).toThrow('not an absolute path');
  });
});
