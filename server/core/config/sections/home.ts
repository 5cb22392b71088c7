import { z } from 'zod';
import { nameSchema } from '../../../../shared/names.ts';
import { expecting, label, section, text } from '../vocabulary.ts';

/** What the home is called, and where on the internet it is. */
export const homeSection = section({
  name: z
    .string(expecting('what people call the home'))
    .pipe(nameSchema)
    .describe('What people call the home. Relatives read it in invitations and on their keys.'),
  domain: text('the domain of the home, such as home.example.com').describe(
    'The domain of the home. Services are <name>.<domain>.',
  ),
  enrolment: label
    .optional()
    .describe(
      'The name of the enrolment host in front of the domain, where invitations are redeemed. Default: enroll.',
    ),
}).describe('What the home is called, and where on the internet it is.');
