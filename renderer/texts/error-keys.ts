import type { ErrorCode } from '../../shared/errors.ts';
import type { en } from './en.ts';

export type ErrorKey = keyof typeof en.errors;

/** Failures that mean the same to a relative: two programs that do not speak the same language. */
const MISUNDERSTOOD: ReadonlySet<string> = new Set<ErrorCode>([
  'CSR_NOT_VALID',
  'REQUEST_NOT_VALID',
  'BODY_TOO_LARGE',
  'MEDIA_TYPE_NOT_SUPPORTED',
  'METHOD_NOT_ALLOWED',
  'NOT_FOUND',
]);

/** Which texts an error of the catalogue is told with. @param has whether there are texts of that name */
export function errorKey(code: string, has: (key: string) => boolean): ErrorKey {
  if (has(code)) return code as ErrorKey;
  return MISUNDERSTOOD.has(code) ? 'MISUNDERSTOOD' : 'INTERNAL';
}
