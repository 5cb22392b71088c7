import { z } from 'zod';
import { section } from '../vocabulary.ts';

/** The systems that the app is made for, as people call them. */
export const DOWNLOAD_SYSTEMS = { macos: 'macOS', windows: 'Windows', linux: 'Linux' } as const;
export type DownloadSystem = keyof typeof DOWNLOAD_SYSTEMS;

const url = z
  .url({
    protocol: /^https$/,
    hostname: z.regexes.domain,
    error: 'is not a secure web address; write one such as https://example.com/Latchkey.dmg',
  })
  .max(500, 'is too long')
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
          .string()
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
