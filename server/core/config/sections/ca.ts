import { filePath, section, settings, text } from '../vocabulary.ts';

/** Where the Homelab CA's key lies, and how it is opened. */
export const caSection = settings({
  'passphrase-file': filePath
    .optional()
    .describe(
      'The file with the passphrase of the key, after latchkey ca protect. Default: the systemd credential latchkey-ca-passphrase, else a question at the terminal.',
    ),
  token: section({
    module: filePath.describe("The token's PKCS#11 module, such as /usr/lib/softhsm/libsofthsm2.so."),
    label: text('the label of the token').describe("The token's label."),
    'pin-file': filePath
      .optional()
      .describe(
        'The file with the PIN. Default: the systemd credential latchkey-ca-pin, else a question at the terminal.',
      ),
  })
    .optional()
    .describe('A PKCS#11 token. The next latchkey ca rotate makes its key in it.'),
}).describe("Where the Homelab CA's key lies, and how it is opened.");
