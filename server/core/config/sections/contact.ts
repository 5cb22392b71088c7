import { z } from 'zod';
import { nameSchema } from '../../../../shared/names.ts';
import { expecting, mailbox, section } from '../vocabulary.ts';

/**
 * Whom people ask when their key does not open something. Shown to whoever has, or had, a key or holds an open
 * invitation; to nobody else.
 */
export const contactSection = section({
  name: z
    .string(expecting('the name of the person to ask'))
    .pipe(nameSchema)
    .optional()
    .describe('The name of the person to ask.'),
  email: mailbox.optional().describe('Their e-mail address.'),
  url: z
    .url({
      protocol: /^https?$/,
      hostname: z.regexes.domain,
      error: 'is not a web address; write one such as https://example.com/contact',
    })
    .max(500, 'is too long; write one of at most 500 characters')
    .optional()
    .describe('A page that says how to reach them. It must be reachable without a key.'),
})
  .optional()
  .describe('Whom people ask when their key does not open a service. Shown on the refusal page and in the app.');
