/** What HAProxy or Caddy says when it does not accept a configuration, as an error; and a folder for them to look in. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LatchkeyError } from '../../shared/errors.ts';

/** The line of a tool's output that says what is wrong. */
function lastWords(text: string): string {
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  const wrong = lines.filter(
    (line) => /^(Error: |panic: |\[ALERT\])/.test(line) && !line.includes('Fatal errors found'),
  );
  return (wrong.length > 0 ? wrong : lines.slice(-1))
    .map((line) =>
      line
        .replace(/^Error: |^\[ALERT\]\s+\(\d+\) : (config : )?/, '')
        // How Caddy got there: its modules, from the outermost on.
        .replace(/^((loading|getting|provision) [\w .]+: )+(?=\S)/, ''),
    )
    .join('\n');
}

/**
 * What a program said, with what helps where that is known.
 * @param helpWith what helps against such words, in whole sentences
 */
export function notAccepted(
  tool: string,
  output: string,
  helpWith: (words: string) => string | undefined = () => undefined,
): LatchkeyError {
  const words = lastWords(output);
  const help = helpWith(words);
  const detail = help === undefined ? `${tool}: ${words}` : `${tool}: ${words.replace(/\.$/, '')}. ${help}`;
  return new LatchkeyError('RENDERED_NOT_ACCEPTED', { detail });
}

/** Runs `use` with a folder that nobody else can enter, which is gone afterwards. */
export async function withFolder<T>(use: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'latchkey-'));
  try {
    return await use(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
