import { errnoOf } from '../../../shared/errno.ts';
import { LatchkeyError } from '../../../shared/errors.ts';
import { NotUtf8Error, textOf } from '../../../shared/text-encoding.ts';
import { readRegularFile, whyUnreadable } from '../../platform/regular-file.ts';

/**
 * The text of a latchkey.yaml.
 * @throws LatchkeyError HOME_MISSING when there is none, FILE_NOT_READABLE, CONFIG_NOT_VALID when it is not UTF-8
 */
export function configText(file: string): string {
  try {
    return textOf(readRegularFile(file), file);
  } catch (cause) {
    if (cause instanceof NotUtf8Error) throw new LatchkeyError('CONFIG_NOT_VALID', { detail: cause.message, cause });
    const isMissing = ['ENOENT', 'ENOTDIR'].includes(errnoOf(cause) ?? '');
    const detail = `${file} ${whyUnreadable(cause)}.`;
    const isForbidden = ['EACCES', 'EPERM'].includes(errnoOf(cause) ?? '');
    throw new LatchkeyError(isMissing ? 'HOME_MISSING' : 'FILE_NOT_READABLE', {
      detail,
      cause,
      ...(isForbidden && { hint: 'Put sudo in front, or work as the user whom this home belongs to.' }),
    });
  }
}
