import { camelKeys, filePath, mailbox, secretPlace, section, settings, text } from '../vocabulary.ts';

export const LETS_ENCRYPT = 'https://acme-v02.api.letsencrypt.org/directory';
/** Issues what nobody trusts, with other limits: for trying out. */
export const LETS_ENCRYPT_STAGING = 'https://acme-staging-v02.api.letsencrypt.org/directory';

const DIRECTORY = `the https:// address of an ACME directory, such as ${LETS_ENCRYPT}`;

/** Nothing in it that Caddy would take for its own syntax or for a placeholder. */
const directory = text(DIRECTORY).superRefine((value, context) => {
  const problem = (message: string) => context.issues.push({ code: 'custom', message, input: value });
  if (/^https:\/\/[^/]*@/.test(value)) problem('carries a user name or password; write external-account instead');
  else if (!/^https:\/\/[\w.[\]:-]+(\/[\w.~%/:@!$&()*+,;=?-]*)?$/.test(value) || !URL.canParse(value))
    problem(`is no https:// address; write ${DIRECTORY}`);
});

/** What is wrong with the address of a directory; undefined when nothing is. */
export const whyNoDirectory = (value: string): string | undefined =>
  directory.safeParse(value).error?.issues[0]?.message;

const externalAccount = section({
  'key-id': text("the key identifier that the CA's account page shows")
    .regex(/^[\w.~+/=-]*$/, 'is not a key identifier; write letters, digits and -_.~+/=, as the CA shows it')
    .describe("The key identifier that the CA's account page shows."),
  'mac-key': secretPlace('key').describe('Where the MAC key lies, in base64url as the CA shows it.'),
})
  .transform((value) => camelKeys(value))
  .optional()
  .describe('An account that you have with the CA already (external account binding), where it asks for one.');

/** Which ACME CA `http-01` and `dns-01` ask (RFC 8555). */
export const acmeSection = settings({
  directory: directory
    .default(LETS_ENCRYPT)
    .describe("The CA's directory. Default: Let's Encrypt. Its staging directory tries things out."),
  email: mailbox.optional().describe('Where the CA may write to.'),
  root: filePath
    .optional()
    .describe("The root that the directory's own certificate leads to, PEM, where it is a private CA."),
  'external-account': externalAccount,
}).describe('Which ACME CA is asked, with http-01 and dns-01.');
