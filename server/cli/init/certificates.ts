import type { InitialCertificates } from '../../core/config/write-config.ts';
import { askSecret, canAsk } from '../ask-secret.ts';
import type { Terminal } from '../terminal.ts';
import { notAnswered } from './options.ts';

/** Where certificates come from, as `latchkey init` offers it: what each costs whom. */
interface Offer {
  /** As `--certificates` takes it. */
  readonly write: string;
  readonly costs: string;
}

const OFFERS: readonly Offer[] = [
  {
    write: 'http-01',
    costs:
      "Let's Encrypt. Port 80 of your names has to lead here from the internet, beside port 443. Nothing else to do.",
  },
  {
    write: 'dns-01:<provider>',
    costs:
      "Let's Encrypt, by DNS. Needs a token of your DNS provider, such as dns-01:cloudflare. Port 80 may stay closed. Recommended where your provider is known.",
  },
  { write: 'files:<certificate>,<key>', costs: 'PEM files that another program renews, such as certbot.' },
  {
    write: 'internal',
    costs:
      "A private root of this home. Needs nothing from outside. Browsers ask everybody who does not have that root, phones' apps often refuse it, and invites are longer.",
  },
];

/** The list, a line each. */
export const OFFERED: readonly string[] = [
  "Where do the home's own certificates come from?",
  ...OFFERS.map(({ write, costs }, index) => `  ${index + 1}  ${write.padEnd(26)} ${costs}`),
];

/** `1` and `4` are answers too; `2` and `3` need more, which the check of the option asks for. */
export const fromOffer = (answer: string): string =>
  /^[1-4]$/.test(answer) ? (OFFERS[Number(answer) - 1]?.write.replace(/:.*/, '') ?? answer) : answer;

/**
 * Asks for the credentials that a first latchkey.yaml names, without showing them.
 * @returns them by the path of their file in the home; without those that were left out
 */
export async function askCredentials(
  certificates: InitialCertificates,
  terminal: Terminal,
): Promise<ReadonlyMap<string, string>> {
  const secrets = new Map<string, string>();
  if (certificates.kind !== 'dns-01' || !canAsk(terminal)) return secrets;
  for (const [name, place] of Object.entries(certificates.credentials)) {
    if (!('file' in place)) continue;
    const answer = await askSecret(`${name} (it is not shown; Enter writes it later, into ${place.file})`, terminal);
    if (answer === undefined) throw notAnswered();
    if (answer.trim() !== '') secrets.set(place.file, answer.trim());
  }
  return secrets;
}
