import { z } from 'zod';
import { label, section } from '../vocabulary.ts';

/** Switching the console off saves its name in DNS, for homes that do not use it. */
const off = z.literal('off').describe('No console.');

const on = section({
  name: label.optional().describe('Its name in front of the domain. Default: console.'),
  from: z
    .enum(['home', 'anywhere'], 'is neither home nor anywhere; write one of them')
    .default('home')
    .describe(
      'From where it can be reached: home, or anywhere. From outside only the key of an admin opens it; at home a one-time link does too.',
    ),
});

export const consoleSection = z
  .union([off, on], 'is not understood here; write off, or the keys name, from, indented below it')
  .prefault({})
  .describe("The admin's console in the browser.");
