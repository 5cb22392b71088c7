/**
 * The configuration that the home took over last, as it was read: a command that meets the same latchkey.yaml need not read
 * YAML and check every key anew, a quarter of its time. Whoever can write in rendered/ can write what HAProxy runs by.
 */
import type { HomeConfig } from '../../core/config/home-config.ts';
import { readRegularFile } from '../../platform/regular-file.ts';
import { programId } from './program-id.ts';

interface Taken {
  /** The program that read it: another one may know other keys and defaults. */
  readonly program: string;
  readonly text: string;
  readonly config: HomeConfig;
}

/** @returns the file's content; undefined where nothing is to be remembered. @param program this one */
export function takenConfigText(text: string, config: HomeConfig, program = programId()): string | undefined {
  if (program === undefined) return undefined;
  const taken: Taken = { program, text, config };
  return `${JSON.stringify(taken)}\n`;
}

/**
 * @param file what {@link takenConfigText} was written to
 * @param text latchkey.yaml of now
 * @param program this one
 * @returns undefined when that has to be read: it is another text, another program took it over, or nothing is there
 */
export function takenConfig(file: string, text: string, program = programId()): HomeConfig | undefined {
  if (program === undefined) return undefined;
  try {
    const taken: Taken = JSON.parse(readRegularFile(file).toString());
    return taken.program === program && taken.text === text ? taken.config : undefined;
  } catch {
    return undefined;
  }
}
