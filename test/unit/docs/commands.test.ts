/** Every `latchkey …` command line of the guides and the README is one that the command understands. */
import { readdirSync, readFileSync } from 'node:fs';
import { type Command, CommanderError } from 'commander';
import { describe, expect, it } from 'vitest';
import { buildProgram } from '../../../server/cli/program.ts';
import { codeBlocks, commandLines, shellWords } from '../../support/markdown.ts';

const PAGES = [
  'README.md',
  'resources/server/README.md',
  ...readdirSync('docs')
    .filter((name) => name.endsWith('.md'))
    .map((name) => `docs/${name}`),
];

const START = /(?:^|\s|\()(?:npx --no-install latchkey|node latchkey\.mjs|latchkey)(?= [a-z-])/;
/** What ends a command within a line. */
const END = /\s(?:\|\||&&|\||>|;|#)(?:\s|$)|\s{2,}|\)$/;

/** The words after each `latchkey` of a page: in code blocks to be copied, and in `code` as it is spoken of. */
function commandsOf(markdown: string): { copied: string[]; spokenOf: string[] } {
  const blocks = codeBlocks(markdown);
  const indented = [...markdown.matchAll(/^ {4}(\S.*)$/gm)].map(([, line = '']) => line);
  const prose = markdown.replaceAll(/^```[\s\S]*?^```$/gm, '');
  const inline = [...prose.matchAll(/`([^`\n]+)`/g)].map(([, code = '']) => code);
  const words = (lines: readonly string[]) =>
    lines.flatMap((line) =>
      line
        .split(START)
        .slice(1)
        .map((rest) => rest.split(END)[0]?.trim() ?? '')
        // In `sudo -u latchkey latchkey …` the first one is a user.
        .filter((rest) => rest !== ''),
    );
  return {
    copied: words([...blocks.flatMap(({ text }) => commandLines(text)), ...indented]),
    spokenOf: words(inline.filter((code) => START.test(code))),
  };
}

function withoutActions(command: Command): void {
  command.exitOverride().configureOutput({ writeOut: () => undefined, writeErr: () => undefined });
  if (command.parent) command.action(() => undefined);
  for (const each of command.commands) withoutActions(each);
}

/** What is wrong with a command line; undefined when nothing is. */
async function wrongWith(words: readonly string[]): Promise<string | undefined> {
  const nowhere = { write: () => true } as unknown as NodeJS.WritableStream;
  const program = await buildProgram({
    terminal: { out: nowhere, err: nowhere, input: process.stdin },
    cwd: '/',
    env: {},
    clock: { now: () => 0 },
    program: ['/nowhere'],
    actor: 'latchkey',
  });
  withoutActions(program);
  try {
    program.parse(words, { from: 'user' });
    return undefined;
  } catch (thrown) {
    if (!(thrown instanceof CommanderError)) throw thrown;
    return thrown.exitCode === 0 ? undefined : thrown.message;
  }
}

describe.each(PAGES)('%s', (page) => {
  const { copied, spokenOf } = commandsOf(readFileSync(page, 'utf8'));

  it('has only commands that there are', async () => {
    const lines = [...new Set([...copied, ...spokenOf])];
    const problems = await Promise.all(lines.map((line) => wrongWith(shellWords(line))));
    const wrong = lines.flatMap((line, at) => {
      const problem = problems[at];
      // A command may be spoken of without its arguments.
      const enough = !copied.includes(line) && problem?.includes('missing required argument');
      return problem === undefined || enough ? [] : [`latchkey ${line}: ${problem}`];
    });
    expect(wrong).toEqual([]);
  });
});

describe('the reader of guides', () => {
  it('finds commands, and what is wrong with them', async () => {
    const page =
      'Say `latchkey devices --dir x`.\n\n```sh\nlatchkey invite "A B" \\\n  --expires 7d && latchkey nonsense\n```\n';
    expect(commandsOf(page)).toEqual({
      copied: ['invite "A B" --expires 7d', 'nonsense'],
      spokenOf: ['devices --dir x'],
    });
    expect(await wrongWith(['nonsense'])).toContain('unknown command');
    expect(await wrongWith(['devices', '--colour'])).toContain('unknown option');
    expect(await wrongWith(['ca', 'nonsense'])).toBeDefined();
    expect(await wrongWith(['invite'])).toContain('missing required argument');
    expect(await wrongWith(shellWords('invite "A B" --expires 7d'))).toBeUndefined();
  });

  it('finds most of them in the guides', () => {
    const all = PAGES.map((page) => commandsOf(readFileSync(page, 'utf8')));
    expect(all.flatMap(({ copied, spokenOf }) => [...copied, ...spokenOf]).length).toBeGreaterThan(80);
  });
});
