/** What the app saved, read again: of this version, of a later one, or damaged. */

import type { z } from 'zod';
import { LatchkeyError } from '../../shared/errors.ts';
import { parseJson } from '../../shared/json.ts';

function isLater(value: unknown): boolean {
  const version = typeof value === 'object' && value !== null && 'version' in value ? value.version : undefined;
  return typeof version === 'number' && version > 1;
}

/**
 * @param text JSON with `version: 1`
 * @param where names what it was read from, as the subject of a sentence
 * @throws LatchkeyError RECORDS_NEWER for what a later version of the app saved, RECORDS_DAMAGED for anything else that
 *   is not as the schema says
 */
export function readSaved<Schema extends z.ZodType>(schema: Schema, text: string, where: string): z.output<Schema> {
  const value = parseJson(text);
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  if (isLater(value)) throw new LatchkeyError('RECORDS_NEWER', { detail: `${where} is of a later version.` });
  throw new LatchkeyError('RECORDS_DAMAGED', { detail: `${where} cannot be read.`, cause: parsed.error });
}
