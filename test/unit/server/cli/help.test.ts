import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { PassThrough } from 'node:stream';
import { fileURLToPath } from 'node:url';
import type { Command } from 'commander';
import { describe, expect, it } from 'vitest';
import { manPage } from '../../../../server/cli/man-page.ts';
import { buildProgram } from '../../../../server/cli/program.ts';

const MAN_PAGE = fileURLToPath(new URL('../../../../docs/latchkey.1', import.meta.url));

function program(): Promise<Command> {
  const terminal = { out: new PassThrough(), err: new PassThrough(), input: new PassThrough() };
  return buildProgram({
    terminal,
    cwd: '/',
    env: {},
    clock: { now: () => 0 },
    program: ['/nowhere'],
    actor: 'latchkey',
  });
}

/** Every command that does something, with its path; a group of others does nothing by itself. */
function commandsOf(command: Command, path: readonly string[] = []): [string, Command][] {
  return command.commands
    .filter((each) => each.name() !== 'help')
    .flatMap((each) => {
      const words = [...path, each.name()];
      const isGroup = each.commands.length > 0 && each.options.length === 0;
      const own: [string, Command][] = isGroup ? [] : [[words.join(' '), each]];
      return [...own, ...commandsOf(each, words)];
    });
}

function helpOf(command: Command): string {
  let text = '';
  command.configureOutput({ writeOut: (part) => (text += part) });
  command.outputHelp();
  return text;
}

const commands = commandsOf(await program());

describe('the help', () => {
  it.each(commands)('of "%s" says what it does, with an example that begins so', (path, command) => {
    expect(command.description()).not.toBe('');
    const examples = helpOf(command).split(/Examples?:\n/)[1] ?? '';
    expect(examples.split('\n').some((line) => line.startsWith(`  latchkey ${path}`))).toBe(true);
    for (const { flags, description } of command.options) expect(description, flags).not.toBe('');
  });
});

it('lists the help of a group among its commands, and not as something for machines', async () => {
  const group = (await program()).commands.find((each) => each.name() === 'device');
  expect(group && helpOf(group)).toMatch(/Commands:\n(?: .*\n)* {2}help \[command\]/);
});

describe('the man page', () => {
  it('is what the program says; if this fails: npm run man', async () => {
    expect(readFileSync(MAN_PAGE, 'utf8')).toBe(manPage(await program()));
  });

  it.runIf(existsSync('/usr/bin/groff'))('is roff without a warning', () => {
    const { status, stderr } = spawnSync('/usr/bin/groff', ['-ww', '-z', '-man', MAN_PAGE], { encoding: 'utf8' });
    expect([status, stderr]).toEqual([0, '']);
  });
});
