import { z } from 'zod';
import { label, section } from '../vocabulary.ts';

/** Whoever runs the home needs no name in DNS for what they do not use. */
const off = z.literal('off').describe('No console.');

const on = section({
  name: label.optional().describe('Its name in front of the domain. Default: console.'),
  from: z
    .enum(['home', 'anywhere'], 'is neither home nor anywhere; write one of them')
    .default('home')
    .describe(
      'Where it can be opened. From elsewhere nobody reaches it without the key of an admin; at home a one-time link opens it too.',
    ),
});

export const consoleSection = z
  .union([off, on], 'is not understood here; write off, or the keys name, from, indented below it')
  .prefault({})
  .describe("The admin's console in the browser.");
