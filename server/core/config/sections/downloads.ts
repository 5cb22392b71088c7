import { z } from 'zod';
import type { BuildFacts } from '../../../../shared/build.ts';
import { releaseDownloads } from '../../../../shared/downloads.ts';
import { expecting, section } from '../vocabulary.ts';

const url = z
  .url({
    protocol: /^https$/,
    hostname: z.regexes.domain,
    error: 'is not a secure web address; write one such as https://example.com/Latchkey.dmg',
  })
  .max(500, 'is too long; write one of at most 500 characters')
  .refine(
    (text) => !/^[^/]*\/\/[^/]*@/.test(text),
    'has a name or a password in it; everybody reads this page: remove it',
  );

const download = z
  .union(
    [
      url.transform((address) => ({ url: address, sha256: undefined })),
      section({
        url: url.describe('Where it is.'),
        sha256: z
          .string(expecting('its 64 digits, as sha256sum prints them'))
          .regex(/^[0-9a-f]{64}$/i, 'is not a SHA-256; write its 64 digits, as sha256sum prints them')
          .transform((digits) => digits.toLowerCase())
          .optional()
          .describe('The SHA-256 of the file, which the page shows.'),
      }),
    ],
    'is not where a download is; write a secure web address, or { url: https://…, sha256: … }',
  )
  .optional();

export const downloadsSection = section({
  macos: download.describe('For macOS: a web address, or { url, sha256 }.'),
  windows: download.describe('For Windows: a web address, or { url, sha256 }.'),
  linux: download.describe('For Linux: a web address, or { url, sha256 }.'),
})
  .optional()
  .describe("Where invited people get the app: links on the invite's page and in the message of latchkey invite.");

type Downloads = z.output<typeof downloadsSection>;

/** @returns what latchkey.yaml says, or else the files of the release that this program is from, where its build named one */
export function downloadsOf(written: Downloads, { downloads }: BuildFacts, version: string): Downloads {
  if (written !== undefined || downloads === undefined) return written;
  const { macos, windows, linux } = releaseDownloads(downloads, version);
  const at = (url: string) => ({ url, sha256: undefined });
  return { macos: at(macos), windows: at(windows), linux: at(linux) };
}
