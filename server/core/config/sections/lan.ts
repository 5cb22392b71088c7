import { z } from 'zod';
import { expecting, section, text } from '../vocabulary.ts';

const NETWORK = 'a network such as 192.168.1.0/24';

/** The networks that are at home; {@link checkLanCidr} judges each of them. */
export const lanSection = z
  .array(
    z.union(
      [
        text(NETWORK),
        section({
          network: text(NETWORK).describe('The network, in CIDR notation.'),
          really: z
            .literal(true, 'is not understood here; write true, or write the network alone')
            .describe('This is a real LAN, although container engines use such addresses for their bridges.'),
        }),
      ],
      expecting(`${NETWORK}, or { network: …, really: true }`),
    ),
    expecting('a list of networks, or [] for none'),
  )
  .default([])
  .describe('Networks that are at home, IPv4 and IPv6: from here no key is asked for. Everything else is the WAN.');
