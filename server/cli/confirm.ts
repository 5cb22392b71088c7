import { LatchkeyError } from '../../shared/errors.ts';
import { askAll } from './ask.ts';
import { say, type Terminal } from './terminal.ts';

/**
 * Asks before something that is not easily undone, where there is somebody to ask.
 * @returns false when the answer is anything but yes
 * @throws LatchkeyError USAGE when nobody can be asked and `--yes` was not given
 */
export async function mayGoOn(
  question: string,
  { yes, json }: { readonly yes?: boolean; readonly json?: boolean },
  terminal: Terminal,
): Promise<boolean> {
  if (yes) return true;
  if (json || !terminal.input.isTTY) {
    throw new LatchkeyError('USAGE', { detail: 'Nobody can be asked whether this is meant.', hint: 'Add --yes.' });
  }
  const [answer = ''] = (await askAll([{ ask: `${question} [y/N]`, check: () => undefined }], terminal)) ?? [];
  if (/^y(es)?$/i.test(answer)) return true;
  say(terminal, 'Nothing was changed.');
  return false;
}
