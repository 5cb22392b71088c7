import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { errnoOf } from '../../../shared/errno.ts';
import { normaliseHost } from '../../../shared/host.ts';
import type { InviteDefaults } from '../../../shared/invite.ts';
import { parsePin } from '../../../shared/pin.ts';

const schema = z.strictObject({
  host: z.string().transform((host, context) => {
    const normalised = normaliseHost(host);
    if (normalised === undefined) context.addIssue({ code: 'custom', message: 'is not the name of a host' });
    return normalised ?? '';
  }),
  port: z.number().int().min(1).max(65_535).default(443),
  pin: z
    .string()
    .transform((pin, context) => {
      const read = parsePin(pin);
      if ('pin' in read) return read.pin;
      context.addIssue({ code: 'custom', message: 'is not a whole pin' });
      return z.NEVER;
    })
    .optional(),
});

/**
 * The home that a bare code is for, when the build carries one: `home.json`, `{host, port?, pin?}`.
 * @returns undefined for a build for every home
 * @throws Error for a file that is there and not valid: such a build must not look like one without
 */
export function readDefaultHome(file: string): InviteDefaults | undefined {
  const text = readIfThere(file);
  if (text === undefined) return undefined;
  const { host, port, pin } = schema.parse(JSON.parse(text));
  return { host, port, ...(pin === undefined ? {} : { pin }) };
}

function readIfThere(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return undefined;
    throw error;
  }
}
