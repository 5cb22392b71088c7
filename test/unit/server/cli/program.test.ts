import { existsSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import type { Command } from 'commander';
import { describe, expect, it } from 'vitest';
import { buildProgram } from '../../../../server/cli/program.ts';
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

  it('is answered with the commands of a group where a name stands in place of one', async () => {
    const { code, err } = await runCommand(['device', 'MacBook Air']);
    expect(code).toBe(2);
    expect(err).toContain('(device takes: show <device>, rename <device> <name>, ');
    expect((await runCommand(['device', 'show'])).err).not.toContain('device takes');
  });

  it('is not said again in front of what is wrong with a value', async () => {
    const { err } = await runCommand(['invite', 'Dave', '--expires', 'soon', '--dir', '/nowhere']);
    expect(err).not.toContain('not valid');
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
    'Health',
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

/** Every command that does something, with what it has to be given. */
async function everyCommand(): Promise<readonly (readonly string[])[]> {
  const terminal = { out: new PassThrough(), err: new PassThrough(), input: new PassThrough() };
  const clock = { now: () => 0 };
  const program = await buildProgram({
    terminal,
    cwd: '/',
    env: {},
    clock,
    program: ['/nowhere'],
    actor: 'admin:test',
  });
  const within = (command: Command, path: readonly string[]): (readonly string[])[] => {
    const needed = command.registeredArguments.filter(({ required }) => required);
    const own = [...path, ...needed.map(({ argChoices }) => argChoices?.[0] ?? 'x')];
    return [own, ...command.commands.flatMap((each) => within(each, [...path, each.name()]))];
  };
  return program.commands.flatMap((each) => within(each, [each.name()]));
}

describe('with --json', () => {
  const documents = (text: string) =>
    text
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as Record<string, unknown>);

  it('every command without a home says so in JSON, and makes nothing', async () => {
    const commands = await everyCommand();
    expect(commands.length).toBeGreaterThan(50);
    const nowhere = join(mkdtempSync(join(tmpdir(), 'latchkey-no-home-')), 'nowhere');
    const listening = process.listenerCount('SIGHUP');
    for (const words of commands) {
      const where = words.join(' ');
      const takesFolder = !['help', 'completion', 'config schema'].some((name) => where.startsWith(name));
      const folder = takesFolder ? ['--dir', nowhere] : [];
      const { code, out, err } = await runCommand([...words, '--json', ...folder]);
      expect(existsSync(nowhere), where).toBe(false);
      // Whoever waited to clean up after Ctrl-C waits no longer.
      expect(process.listenerCount('SIGHUP'), where).toBe(listening);
      if (code === 0) {
        expect(JSON.parse(out), where).toBeDefined();
        continue;
      }
      expect(out, where).toBe('');
      const said = documents(err);
      expect(said.at(-1), where).toHaveProperty('error.code');
      expect(
        said.slice(0, -1).filter((one) => !('message' in one)),
        where,
      ).toEqual([]);
    }
  });

  it.each([
    [['--version'], 'version'],
    [['--help'], 'help'],
    [['help', 'devices'], 'help'],
    [['devices', '--help'], 'help'],
    [['completion', 'fish'], 'script'],
  ])('%j is a document too', async (words, key) => {
    const { code, out, err } = await runCommand([...words, '--json']);
    expect([code, err]).toEqual([0, '']);
    expect(JSON.parse(out)).toHaveProperty(key, expect.stringMatching(/\S/));
  });
});

it.each([40, 80, 200])('help fits a terminal of %i columns, but for the words that are longer', async (columns) => {
  const { out } = await runCommand(['--help'], { columns });
  for (const line of out.split('\n').slice(0, out.split('\n').indexOf('Exit codes:')))
    if (columns > 40) expect(line.length, line).toBeLessThanOrEqual(columns);
});
