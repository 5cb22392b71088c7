import { describe, expect, it } from 'vitest';
import { runCommand } from './run.ts';

describe('what Commander finds wrong', () => {
  it.each([
    ['an unknown command', ['devcies'], /unknown command 'devcies' \(Did you mean devices\?\)/],
    ['a missing argument', ['invite'], /missing required argument 'person'/],
    ['an unknown option', ['shut-out', 'x', '--quick'], /unknown option '--quick'/],
    ['a choice that there is not', ['browser-policy', 'lynx'], /chrome, chromium, edge/],
    ['too many arguments', ['status', 'now'], /too many arguments/],
    ['nothing at all', [], /.*/],
  ])('%s is one JSON line with --json, and words otherwise', async (_what, args, words) => {
    const json = await runCommand([...args, '--json']);
    expect(json.code).toBe(2);
    expect(json.out).toBe('');
    const lines = json.err.trimEnd().split('\n');
    expect(lines).toHaveLength(1);
    const { error } = JSON.parse(lines[0] ?? '');
    expect(error.code).toBe('USAGE');
    expect(error.detail).toMatch(words);
    const spoken = await runCommand(args);
    expect(spoken.code).toBe(2);
    expect(spoken.err).not.toContain('{"error"');
  });

  it('is not said again in front of what is wrong with a value', async () => {
    const { err } = await runCommand(['invite', 'Dave', '--expires', 'soon', '--dir', '/nowhere']);
    expect(err).not.toContain('cannot be understood');
  });
});

describe('names from other programs', () => {
  it.each([
    ['start', 'up'],
    ['list', 'devices'],
    ['revoke', 'shut-out'],
    ['logs', 'audit'],
  ])('%s is %s', async (alias, name) => {
    const { code, out } = await runCommand([alias, '--help']);
    expect(code).toBe(0);
    expect(out).toContain(`latchkey ${name}|${alias}`);
  });
});

it('groups the commands by what they are for, on a screen of any width', async () => {
  const { out } = await runCommand(['--help']);
  const headings = [...out.matchAll(/^(\S.*):$/gm)].map(([, heading]) => heading);
  expect(headings).toEqual([
    'Options',
    'Start',
    'People and devices',
    'Is all well',
    'Keys and backups',
    'For machines',
    'Exit codes',
  ]);
});

it.each(['config', 'device', 'ca', 'person'])('%s without what to do is a JSON error with --json', async (group) => {
  const { code, err } = await runCommand([group, '--json']);
  expect(code).toBe(2);
  expect(JSON.parse(err).error.code).toBe('USAGE');
});
