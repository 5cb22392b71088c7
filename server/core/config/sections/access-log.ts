import { onOff } from '../vocabulary.ts';

export const accessLogSection = onOff('off').describe(
  'Whether every request of a service becomes a line in logs/caddy/access.log, without headers and queries. It costs a fifth of the requests per second.',
);
