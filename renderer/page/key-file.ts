/** Makes a key, has it certified and packs it: the part of the page that is loaded when somebody wants one. */
import type { CertificateReply } from '../../shared/api.ts';
import { fromBase64, pemToDer, toBase64 } from '../../shared/bytes.ts';
import { pkcs12Writer } from '../../shared/keys/pkcs12.ts';
import { WebCryptoKeys } from '../../shared/keys/webcrypto-keys.ts';
import { homeApi, PageTrouble } from './home-api.ts';
import { fourWords } from './password.ts';
import type { Pending, PendingKeys } from './pending.ts';

/** The file may be kept for years, and a phone still makes it within seconds. */
const ROUNDS = 20_000;
const DAY = 24 * 60 * 60 * 1000;

const keys = new WebCryptoKeys(crypto);

interface Wanted {
  readonly code: string;
  readonly name: string;
  readonly app?: string | undefined;
  readonly renews?: boolean | undefined;
  /** When the code expires, milliseconds. */
  readonly expires: number;
}

/** The key that was kept for this code, so that a lost reply is asked for again with it; otherwise a new one. */
async function keyFor({ code, expires, app, renews = false }: Wanted, kept: PendingKeys): Promise<Pending> {
  const found = kept.read(code, Date.now());
  if (found) return found;
  const { pkcs8 } = await keys.generate();
  // Another tab may have made one meanwhile: with the same key both get the same certificate.
  const faster = kept.read(code, Date.now());
  if (faster) return faster;
  const made = {
    code,
    key: toBase64(pkcs8),
    password: fourWords(crypto),
    until: expires,
    renews,
    ...(app === undefined ? {} : { app }),
  };
  kept.write(made);
  return made;
}

/** @throws PageTrouble */
export async function makeKey(wanted: Wanted, kept: PendingKeys): Promise<Pending> {
  const pending = await keyFor(wanted, kept);
  if (pending.issued) return pending;
  const key = await keys.read(fromBase64(pending.key));
  const device = { name: wanted.name, platform: 'other', origin: 'page' } as const;
  const reply = await homeApi
    .certificate({ code: pending.code, csr: await keys.request(key), device })
    .catch((error) => {
      if (error instanceof PageTrouble && error.trouble === 'refused') kept.forget(pending.code);
      throw error;
    });
  const made = { ...pending, until: Date.now() + DAY, issued: issuedBy(reply) };
  kept.write(made);
  return made;
}

const issuedBy = ({ certificate, home, device, services }: CertificateReply) => ({
  certificate,
  home: home.name,
  device: device.name,
  services,
});

export const fileName = ({ issued, app }: Pending): string =>
  `${
    [issued?.home, app]
      .filter(Boolean)
      .join(' ')
      .replaceAll(/[^\p{L}\p{N} _-]/gu, '')
      .trim()
      .slice(0, 40) || 'latchkey'
  }.p12`;

/** @returns a PKCS#12 under the password of the key */
export async function keyFile({ key, password, issued, app }: Pending): Promise<Blob> {
  const friendlyName = [issued?.home, app].filter(Boolean).join(' · ');
  const contents = {
    key: await keys.read(fromBase64(key)),
    certificate: pemToDer(issued?.certificate ?? ''),
    friendlyName,
  };
  const bytes = await pkcs12Writer(ROUNDS).write({ ...contents, password });
  return new Blob([Uint8Array.from(bytes)], { type: 'application/x-pkcs12' });
}

/** Hands a file to the browser's downloads. */
export function saveFile(file: Blob, name: string): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(file);
  link.download = name;
  link.click();
  // The browser has taken it long before.
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}
