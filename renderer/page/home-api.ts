/** What the page asks of its own origin: the signing API. The code goes into a body, never into an address. */
import type { CertificateReply, CertificateRequest, PreviewReply } from '../../shared/api.ts';
import type { AppleSystem } from './system.ts';

/** Why nothing came of it, as the page tells it. */
export type Trouble = 'refused' | 'tooMany' | 'offline' | 'failed';

export class PageTrouble extends Error {
  readonly trouble: Trouble;

  constructor(trouble: Trouble, options?: ErrorOptions) {
    super(trouble, options);
    this.trouble = trouble;
  }
}

export const troubleOf = (error: unknown): Trouble => (error instanceof PageTrouble ? error.trouble : 'failed');

const TROUBLES: Readonly<Record<number, Trouble>> = { 403: 'refused', 429: 'tooMany', 502: 'offline', 503: 'offline' };

async function post<Reply>(path: `/v1/${string}`, body: unknown): Promise<Reply> {
  const sent = fetch(path, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
    credentials: 'omit',
  });
  const reply = await sent.catch((cause: unknown) => {
    throw new PageTrouble('offline', { cause });
  });
  if (!reply.ok) throw new PageTrouble(TROUBLES[reply.status] ?? 'failed');
  return (await reply.json()) as Reply;
}

export const homeApi = {
  preview: (code: string) => post<PreviewReply>('/v1/invitations/preview', { code }),
  certificate: (request: CertificateRequest) => post<CertificateReply>('/v1/certificates', request),

  /**
   * Swaps the code for a challenge and has the profile that holds it downloaded. Safari takes a profile from an address
   * alone, and an address ends in logs: the challenge goes along in a cookie that lives as long as the download takes.
   */
  async profile(code: string, device: AppleSystem): Promise<void> {
    const { challenge } = await post<{ challenge: string }>('/v1/challenges', { code, device });
    // biome-ignore lint/suspicious/noDocumentCookie: Safari has no Cookie Store.
    document.cookie = `__Host-challenge=${challenge}; Secure; SameSite=Strict; Path=/; Max-Age=60`;
    location.assign('/latchkey.mobileconfig');
  },
};
