import { label, onOff, settings } from '../vocabulary.ts';

export const phonesSection = settings({
  page: onOff('on').describe(
    'Whether the page of an invite has a name of its own, where no browser is asked for a certificate: phones show a dialog when they are asked, and remember a no.',
  ),
  apple: onOff('on').describe(
    'Whether iPhones, iPads and Macs without the app get a key by SCEP (RFC 8894), which alone takes RSA keys.',
  ),
  name: label.optional().describe('The name of that page in front of the domain. Default: hello.'),
}).describe('Invites on phones and tablets.');
