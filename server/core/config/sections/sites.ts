import { z } from 'zod';
import { expecting, text } from '../vocabulary.ts';

const ONE_PATTERN = /^[^\p{Cc}"'`{}\\$*?[\]]*\*?[^\p{Cc}"'`{}\\$*?[\]/]*$/u;

/** Hand-written Caddy sites. */
export const sitesSection = z
  .array(
    text('the path of a Caddyfile, absolute or from the home folder').refine(
      (path) => path === '' || ONE_PATTERN.test(path),
      'has a quote, brace or other character in it that Caddy would misread, or more than one *; choose a plainer path',
    ),
    expecting('a list of paths of Caddyfiles, such as [sites/*.caddy, /etc/caddy/Caddyfile]'),
  )
  .default(['sites/*.caddy'])
  .describe(
    'Hand-written Caddy sites: files, or a folder of them with one *. Served at home, and elsewhere behind the client-certificate check.',
  );
