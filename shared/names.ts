import { z } from 'zod';

/**
 * X.520 upper bounds of commonName, organizationName and organizationalUnitName (RFC 5280 appendix A.1): what a
 * person, a home and a device are called goes into a certificate's subject.
 */
export const MAX_NAME = 64;

/**
 * Control characters, line and paragraph separators, and the invisible ones that reorder or hide text: nobody's name
 * needs them, and in a list of devices, a log or a certificate dialog they lie.
 */
const DECEPTIVE = /[\p{Cc}\p{Zl}\p{Zp}\u00AD\u061C\u180E\u200B-\u200F\u202A-\u202E\u2060-\u206F\uFEFF\uFFF9-\uFFFB]/u;

/**
 * The name of a person, a home or a device: 1 to 64 characters (code points), trimmed, in Unicode NFC, no control and no
 * invisible characters, no unpaired surrogates.
 */
export const nameSchema = z
  .string()
  .max(4 * MAX_NAME)
  .transform((text) => text.normalize('NFC').trim())
  .pipe(
    z
      .string()
      .refine((text) => text.length > 0, 'is empty')
      .refine((text) => [...text].length <= MAX_NAME, `is longer than ${MAX_NAME} characters`)
      .refine((text) => text.isWellFormed() && !DECEPTIVE.test(text), 'has a control or invisible character in it'),
  );
