import { onOff } from '../vocabulary.ts';

export const hstsSection = onOff('on').describe(
  'Whether browsers are told to come by HTTPS alone (Strict-Transport-Security), where the certificates are public ones: never with internal.',
);
