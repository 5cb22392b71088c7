import { z } from 'zod';
import { expecting, settings, VARIABLE } from '../vocabulary.ts';

const module = z
  .string(expecting('the name of a module, such as http.handlers.rate_limit'))
  .regex(/^[a-z0-9_]+(\.[a-z0-9_]+)*$/, 'is not the name of a module; write it as caddy list-modules does');

const variable = z
  .string(expecting('the name of an environment variable'))
  .regex(/^[A-Za-z_][A-Za-z0-9_]*$/, VARIABLE)
  .refine(
    (name) => !/^LATCHKEY_/i.test(name),
    "is one of latchkey's own, which Caddy is never given; choose another name",
  );

/** What hand-written sites may use beside what latchkey knows to be harmless. */
export const caddySection = settings({
  modules: z
    .array(module, expecting('a list of names of modules, such as [http.handlers.rate_limit]'))
    .default([])
    .describe(
      'Modules of Caddy that sites may use, although latchkey does not know what they reach. You vouch for them.',
    ),
  environment: z
    .array(variable, expecting('a list of names of variables, such as [DOMAIN]'))
    .default([])
    .describe('Environment variables of latchkey up that Caddy is given, for {$NAME} and {env.NAME} in sites.'),
}).describe('What hand-written sites may use of Caddy and of the environment.');
