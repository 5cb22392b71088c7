import { z } from 'zod';
import { FACTS, type Fact } from '../../people/profile.ts';

/**
 * Who a service is told it is.
 * - `off`: nothing.
 * - `certificate`: the certificate itself, in `Client-Cert` (RFC 9440).
 * - headers with what goes into each.
 */
export type Identity = 'off' | 'certificate' | Readonly<Record<string, Fact>>;

/**
 * Names that services read a user from. Each of them is taken away from whatever comes in, on every listener
 * (`identity-headers.ts`): any other header could come from the caller.
 */
export const USER_HEADER =
  /^(remote-[a-z-]+|x-remote-[a-z-]+|x-webauth-[a-z-]+|x-authentik-[a-z-]+|x-auth-request-[a-z-]+|x-token-user-[a-z-]+|x-forwarded-(user|email|groups|preferred-username)|x-auth-user|x-authenticated-user)$/i;

const KNOWN = 'Remote-User, X-Remote-User, X-Forwarded-User, X-WebAuth-User, X-Auth-Request-User';

// Not a pattern of the schema, where it would mind upper case.
const header = z
  .string()
  .refine(
    (name) => USER_HEADER.test(name),
    `is no header for a user that this home takes away from callers; write one such as ${KNOWN}`,
  );

const headers = z
  .record(header, z.enum(FACTS, `is nothing that is known of a person; write one of ${FACTS.join(', ')}`))
  .refine((named) => Object.keys(named).length > 0, 'is empty; write a header, such as Remote-User: user')
  .refine(
    (named) => new Set(Object.keys(named).map((name) => name.toLowerCase())).size === Object.keys(named).length,
    'names a header twice; leave one of them out',
  );

/** `identity` of a service. */
export const identitySection = z
  .union(
    [z.enum(['on', 'off']).transform((value): Identity => (value === 'on' ? 'certificate' : 'off')), headers],
    'is neither on nor off; write one of them, or headers below it, such as Remote-User: user',
  )
  .prefault('off')
  .describe(
    'Who the service is told it is, behind the key alone: on for the certificate in Client-Cert (RFC 9440), or headers with what goes into each: user, email, name or groups (latchkey person set).',
  );
