import type { App, Certificate } from 'electron';

/**
 * Decides which server is shown which certificate. Without a listener Electron shows the first one in the store to any
 * server that asks. Here only the server under test is shown one, and only the certificate of this device.
 */
export class ClientCertificates {
  readonly #expected = new Map<string, string>();

  /** From now on a server at this address is shown the certificate of this fingerprint. @returns what ends it */
  expect(url: string, fingerprint: string): () => void {
    const place = placeOf(url);
    this.#expected.set(place, fingerprint);
    return () => {
      if (this.#expected.get(place) === fingerprint) this.#expected.delete(place);
    };
  }

  /** @param url as Electron names the server: with or without a scheme */
  choose<Shown extends Pick<Certificate, 'fingerprint'>>(url: string, list: readonly Shown[]): Shown | undefined {
    const wanted = this.#expected.get(placeOf(url));
    if (wanted === undefined) return undefined;
    return list.find(({ fingerprint }) => fingerprintOf(fingerprint) === wanted);
  }

  guard(app: Pick<App, 'on'>): void {
    app.on('select-client-certificate', (event, contents, url, list, answer) => {
      event.preventDefault();
      // A page never gets one: only the main process visits.
      const chosen = contents === null ? this.choose(url, list) : undefined;
      // "None" is said by no argument at all; Electron takes undefined for a mistake.
      if (chosen) answer(chosen);
      else answer();
    });
  }
}

/** `cloud.example.com:443`. Chromium gives a host and a port, a URL, or a host alone. */
function placeOf(url: string): string {
  const { host, hostname, port } = new URL(url.includes('://') ? url : `https://${url}`);
  return port === '' ? `${hostname}:443` : host;
}

/** Electron's `sha256/<base64>` as the fingerprint that Latchkey knows certificates by. */
function fingerprintOf(text: string): string {
  return Buffer.from(text.replace(/^sha256\//, ''), 'base64').toString('hex');
}
