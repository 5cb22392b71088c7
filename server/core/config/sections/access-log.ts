import { onOff } from '../vocabulary.ts';

export const accessLogSection = onOff('off').describe(
  'Whether every request of a service becomes a line in logs/caddy/access.log, without headers and queries. It costs about an eighth of the processor time of a request.',
);
