import { z } from 'zod';
import { expecting, port, portOrOff, section, text } from '../vocabulary.ts';

export const listenSection = z
  .array(text('an address of this machine'), expecting('a list of addresses of this machine'))
  .min(1, 'is empty; leave it out to listen everywhere')
  .optional()
  .describe('Addresses of this machine to listen on. Default: all of them; loopback for a *.localhost domain.');

export const portsSection = section({
  https: port('443').default(443).describe('The one port, the same at home and elsewhere.'),
  http: portOrOff('80').default(80).describe('Redirects to https, and answers an ACME CA for http-01; or off.'),
})
  .prefault({})
  .describe('The ports that face the network.');
