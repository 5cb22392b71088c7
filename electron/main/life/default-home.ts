import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { normaliseHost } from '../../../shared/host.ts';
import type { InviteDefaults } from '../../../shared/invite.ts';

const schema = z.strictObject({
  host: z.string().transform((host, context) => {
    const normalised = normaliseHost(host);
    if (normalised === undefined) context.addIssue({ code: 'custom', message: 'is not the name of a host' });
    return normalised ?? '';
  }),
  port: z.number().int().min(1).max(65_535).default(443),
  pin: z
    .string()
    .regex(/^[A-Za-z0-9_-]{43}$/)
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
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}
