import { MAX_CERTIFICATE_DAYS } from '../../../../shared/limits.ts';
import { count, onOff, settings } from '../vocabulary.ts';

export const devicesSection = settings({
  'certificate-days': count('days', 1, MAX_CERTIFICATE_DAYS)
    .default(365)
    .describe("How long a device's certificate is valid."),
  'grace-days': count('days', 0, 365)
    .default(30)
    .describe('How long after it expires a certificate can still be renewed, by the app or at /me.'),
  'last-seen': onOff('on').describe(
    'Whether it is remembered when, from where and with which service a device was last seen.',
  ),
}).describe('Devices and their certificates.');
