/** The files of the console's page as browsers get them: compressed once, and cached for a year. */
import type { OutgoingHttpHeaders } from 'node:http';
import { gzipSync } from 'node:zlib';
import { type PageBundle, pageFileType } from '../http/pages/page-bundle.ts';

export interface Asset {
  readonly headers: OutgoingHttpHeaders;
  readonly body: Uint8Array;
}

/** `gzip` is among the codings, and not refused (RFC 9110, 12.5.3). */
const TAKES_GZIP = /(^|,)\s*(gzip|\*)\s*(;\s*q=(1|0?\.\d*[1-9])\d*\.?0*\s*)?(,|$)/i;

export class Assets {
  readonly #files: PageBundle['files'];
  readonly #compressed = new Map<string, Uint8Array>();

  constructor({ files }: Pick<PageBundle, 'files'>) {
    this.#files = files;
  }

  /**
   * @param acceptEncoding the browser's header
   * @returns undefined when there is no such file
   */
  file(name: string, acceptEncoding = ''): Asset | undefined {
    const plain = this.#files.get(name);
    if (!plain) return undefined;
    const gzip = TAKES_GZIP.test(acceptEncoding.slice(0, 200));
    const body = gzip ? this.#gzip(name, plain) : plain;
    const headers = {
      'cache-control': 'public, max-age=31536000, immutable',
      'content-type': pageFileType(name),
      'content-length': body.byteLength,
      vary: 'Accept-Encoding',
      ...(gzip ? { 'content-encoding': 'gzip' } : {}),
    };
    return { headers, body };
  }

  #gzip(name: string, plain: Uint8Array): Uint8Array {
    const known = this.#compressed.get(name);
    if (known) return known;
    const made = gzipSync(plain, { level: 9 });
    this.#compressed.set(name, made);
    return made;
  }
}
