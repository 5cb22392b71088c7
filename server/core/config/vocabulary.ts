/**
 * What the sections of latchkey.yaml are made of. Every message says what to write, since it is read by somebody with
 * an editor open; every description ends up in the JSON Schema that the editor shows.
 */
import { z } from 'zod';
import { LABEL, tooLong } from '../../../shared/host.ts';
import { didYouMean } from '../names/did-you-mean.ts';
import { parseDuration } from './duration.ts';

/** What is missing, or of another kind than `expected`, in words. */
export const expecting = (expected: string) => ({
  error: (issue: { readonly input?: unknown }) =>
    issue.input === undefined || issue.input === null
      ? `is missing; write ${expected}`
      : `is not understood here; write ${expected}`,
});

/** A line of text that is not empty. */
export const text = (expected: string) => z.string(expecting(expected)).trim().min(1, `is empty; write ${expected}`);

function unknownKey(key: string, known: readonly string[]): string {
  const meant = didYouMean(key, known);
  return meant === undefined
    ? `is not a key that is known here; the keys are ${known.join(', ')}`
    : `is not a key that is known here; did you mean ${meant}?`;
}

/** Keys with values below them, and no others. For several unknown keys the message has one line each, in order. */
export const section = <Shape extends z.ZodRawShape>(shape: Shape) =>
  z.strictObject(shape, {
    error: (issue) => {
      const known = Object.keys(shape);
      if (issue.code === 'unrecognized_keys') return issue.keys.map((key) => unknownKey(key, known)).join('\n');
      const wrong = issue.input === undefined || issue.input === null ? 'is missing' : 'is not understood here';
      return `${wrong}; write the keys ${known.join(', ')}, indented below it`;
    },
  });

type CamelKey<Key> = Key extends `${infer Head}-${infer Tail}` ? `${Head}${Capitalize<CamelKey<Tail>>}` : Key;
type CamelKeys<Value> = { readonly [Key in keyof Value as CamelKey<Key>]: Value[Key] };

/** `keep-days` in the file is `keepDays` in the code. */
export function camelKeys<Value extends object>(value: Value): CamelKeys<Value> {
  const camel = (key: string) => key.replace(/-(.)/g, (_, letter: string) => letter.toUpperCase());
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [camel(key), each])) as CamelKeys<Value>;
}

/** A section that may be left out, since every key has a default. `keep-days` in the file is `keepDays` in the code. */
export const settings = <Shape extends z.ZodRawShape>(shape: Shape) =>
  section(shape)
    .transform((value) => camelKeys(value))
    .prefault({} as z.input<z.ZodObject<Shape, z.core.$strict>>);

/** `on` or `off`, for the code a boolean. */
export const onOff = (fallback: 'on' | 'off') =>
  z
    .enum(['on', 'off'], 'is neither on nor off; write one of them')
    .transform((value) => value === 'on')
    .prefault(fallback);

/** A whole number within bounds, named in words: `count('days', 1, 825)`. */
export const count = (what: string, least: number, most: number) =>
  z
    .int(expecting(`a number of ${what} from ${least} to ${most}`))
    .min(least, `is too small; write ${least} to ${most} ${what}`)
    .max(most, `is too large; write ${least} to ${most} ${what}`);

/** The address of a mailbox; the longest one fits a path of SMTP (RFC 5321, 4.5.3.1.3). */
export const mailbox = z
  .email('is not an e-mail address; write one such as mum@example.com')
  .max(254, 'is too long for an e-mail address; write one of at most 254 characters');

/** A TCP port. */
export const port = (example: string) =>
  z
    .int(expecting(`a port number, such as ${example}`))
    .min(1, 'is not a port; write 1 to 65535')
    .max(65_535, 'is not a port; write 1 to 65535');

/** A TCP port, or `off`. */
export const portOrOff = (example: string) =>
  z.union([port(example), z.literal('off')], `is neither a port nor off; write one of them, such as ${example}`);

/** One DNS label, lower case. */
export const label = z.string(expecting('a name of letters, digits and hyphens')).regex(LABEL, {
  error: ({ input }) =>
    tooLong(String(input)) ?? 'is not one DNS label; write lower-case letters, digits and hyphens, such as cloud',
});

/** Not a pattern of the schema: `\p` needs a flag that editors do not set. */
const PLAIN_PATH = /^[^\p{Cc}"'`{}\\$*?]+$/u;

/** A file's path, absolute or from the home folder, that both HAProxy and Caddy can be told. */
export const filePath = text('the path of a file, absolute or from the home folder')
  .refine(
    (path) => path === '' || PLAIN_PATH.test(path),
    'has a quote, brace or other character in it that HAProxy or Caddy would misread; choose a plainer path',
  )
  .refine((path) => !path.startsWith('~'), 'begins with ~, which only a shell understands; write the path from /');

/** A time such as `72h`, for the code in seconds. */
export const duration = (example: string, least: number, most: number, bounds: string) =>
  z.string(expecting(`a time such as ${example}`)).transform((value, context) => {
    const seconds = parseDuration(value);
    if (seconds !== undefined && seconds >= least && seconds <= most) return seconds;
    const message = `is not a time ${bounds}; write one such as ${example}`;
    context.issues.push({ code: 'custom', message, input: value });
    return z.NEVER;
  });

/** What is not one, in words. */
export const VARIABLE = 'is not the name of an environment variable; write it as in the shell, without $';

/** Where a secret lies; the rendered files name the place, never the secret. */
export type SecretPlace = { readonly env: string } | { readonly file: string };

/** Where a secret lies: latchkey.yaml never holds one itself. */
export const secretPlace = (what: string): z.ZodType<SecretPlace, { env: string } | { file: string }> =>
  z.union(
    [
      z.strictObject({
        env: z
          .string(expecting('the name of an environment variable'))
          .regex(/^[A-Za-z_][A-Za-z0-9_]*$/, VARIABLE)
          .describe('The name of an environment variable of latchkey up.'),
      }),
      z.strictObject({ file: filePath.describe('The path of a file, absolute or from the home folder.') }),
    ],
    expecting(`{ env: NAME_OF_A_VARIABLE } or { file: path }, never the ${what} itself`),
  );
