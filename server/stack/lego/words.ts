/** What lego, a DNS provider or a CA said, made into something that may be shown: bounded, plain, without secrets. */
import { plainText } from '../../../shared/plain-text.ts';
import type { FailureKind } from '../../core/certificates/schedule.ts';

/** No longer than fits a notice. */
const LONGEST = 400;
const HIDDEN = '(secret)';
/** Shorter ones are in ordinary words too, and guessed in no time anyway. */
const SHORTEST_SECRET = 4;

/** How programs write a value that they were given: as it is, in a URL, in JSON, in base64 alone or behind other bytes. */
function spellings(secret: string): string[] {
  const bytes = Buffer.from(secret);
  const inside = [0, 1, 2].map((before) => {
    const text = Buffer.concat([Buffer.alloc(before), bytes])
      .toString('base64')
      .replace(/=+$/, '');
    // The characters at the ends hold bits of what is around it.
    return text.slice(before === 0 ? 0 : before + 1, bytes.length % 3 === (3 - before) % 3 ? undefined : -1);
  });
  const base64 = inside.flatMap((text) => [text, text.replaceAll('+', '-').replaceAll('/', '_')]);
  const whole = [
    secret,
    encodeURIComponent(secret),
    JSON.stringify(secret).slice(1, -1),
    bytes.toString('hex'),
    ...base64,
  ];
  return whole.filter((text) => text.length >= SHORTEST_SECRET);
}

/** Takes secrets out of a text. @param secrets as they were given to the program; each line of them is one too */
export function withoutSecrets(text: string, secrets: readonly string[]): string {
  const lines = secrets.flatMap((secret) => [secret, ...secret.split('\n')]).map((line) => line.trim());
  const hidden = [...new Set(lines.filter((line) => line.length >= SHORTEST_SECRET).flatMap(spellings))];
  return hidden
    .toSorted((one, other) => other.length - one.length)
    .reduce((left, each) => left.replaceAll(each, HIDDEN), text)
    .replace(/\b(Basic|Bearer|token) [\w+/=.~-]{6,}/gi, `$1 ${HIDDEN}`);
}

/** `2026/11/28 23:30:16 `, and what says that all is well. */
const STAMP = /^\d{4}\/\d{2}\/\d{2} \d{2}:\d{2}:\d{2} /;
const ORDINARY = /^\[(INFO|WARN)\]|^(level=|)(INFO|WARN)\b/;
const FRAME = /^(Could not obtain certificates:|error: one or more domains had a problem:)$/;

/** The lines that say what went wrong, without what every failure says. */
function complaints(lines: readonly string[]): string {
  const said = lines
    .map((line) => line.trim().replace(STAMP, ''))
    .filter((line) => line !== '' && !ORDINARY.test(line) && !FRAME.test(line))
    .map((line) => line.replace(/^(\[[\w.*-]+\] )+/, ''));
  const distinct = [...new Set(said)];
  return (distinct.length > 0 ? distinct : lines.slice(-1)).slice(-4).join('; ');
}

const PROVIDER_REFUSES =
  /\b40[13]\b|BADKEY|BADSIG|BADTIME|NOTAUTH|REFUSED|unauthori[sz]ed|forbidden|authenticat|invalid[^;]{0,40}(token|key|credential|password)|credentials information are missing|missing credentials/i;

/** What is wrong, by what was said; the first that fits. */
const KINDS: readonly (readonly [FailureKind, (words: string) => boolean])[] = [
  [
    'rate-limited',
    (words) => /acme:error:rateLimited|error: 429\b|too many (certificates|requests|failed)/i.test(words),
  ],
  ['account-unknown', (words) => /acme:error:accountDoesNotExist|^Could not (load|parse) /i.test(words)],
  [
    'ca-unreachable',
    (words) => /Could not create client: get directory|acme:error:serverInternal|error: 50[0-9]\b/.test(words),
  ],
  ['not-authorised', (words) => /presenting token|credentials/i.test(words) && PROVIDER_REFUSES.test(words)],
  [
    'dns-not-there',
    (words) =>
      /time limit exceeded|could not (determine|find)[^;]* zone|TXT record|acme:error:dns|DNS challenge|NXDOMAIN|SERVFAIL/i.test(
        words,
      ),
  ],
];

const LEADS: Readonly<Record<FailureKind, string>> = {
  'rate-limited': 'The CA has had too many requests and wants to wait',
  'not-authorised': 'The DNS provider does not accept the credentials',
  'ca-unreachable': 'The CA cannot be reached',
  'dns-not-there': 'The DNS record was not seen',
  'account-unknown': 'The account at the CA cannot be used, and the next try makes another',
  'took-too-long': 'It took too long and was ended',
  interrupted: 'It was interrupted',
  'not-usable': 'What the CA issued cannot be used',
  other: 'It did not work',
};

/** When the CA wants to hear from us again, as Let's Encrypt writes it; milliseconds since 1970. */
function retryAfter(words: string, now: number): number | undefined {
  const [, day, time] = /retry.after:? (\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2}:\d{2})/i.exec(words) ?? [];
  const at = day && time ? Date.parse(`${day}T${time}Z`) : Number.NaN;
  if (Number.isFinite(at)) return at;
  const seconds = /retry.after:? (\d{1,7})\b/i.exec(words)?.[1];
  return seconds === undefined ? undefined : now + Number(seconds) * 1000;
}

/** A failure, as it may be shown and remembered. */
export interface SaidFailure {
  readonly kind: FailureKind;
  /** A sentence without its full stop. */
  readonly reason: string;
  readonly notBefore?: number | undefined;
}

/**
 * Reads a failure from what was said.
 * @param lines of lego's output
 * @param secrets what must not be in the answer
 * @param now milliseconds since 1970
 * @param kind when it is known without the words
 */
export function failureOf(
  lines: readonly string[],
  secrets: readonly string[],
  now: number,
  kind?: FailureKind,
): SaidFailure {
  const words = plainText(withoutSecrets(complaints(lines), secrets));
  const is = kind ?? KINDS.find(([, fits]) => fits(words))?.[0] ?? 'other';
  const short = words.length > LONGEST ? `${words.slice(0, LONGEST)}…` : words;
  return {
    kind: is,
    reason: short === '' ? LEADS[is] : `${LEADS[is]}: ${short.replace(/[.\s]+$/, '')}`,
    ...(is === 'rate-limited' && { notBefore: retryAfter(words, now) }),
  };
}

const BEGIN = '-----BEGIN CERTIFICATE-----';
const END = '-----END CERTIFICATE-----';

/** The certificates among the lines, PEM, in their order; undefined when there are none. */
export function certificatesAmong(lines: readonly string[]): string | undefined {
  const first = lines.indexOf(BEGIN);
  const last = lines.lastIndexOf(END);
  return first < 0 || last < first ? undefined : `${lines.slice(first, last + 1).join('\n')}\n`;
}
