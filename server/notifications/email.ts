import { createTransport } from 'nodemailer';
import type { Language } from '../../shared/languages.ts';
import { plainText } from '../../shared/plain-text.ts';
import type { Notice, NoticeSender } from '../core/notifications/ports.ts';
import { noticeTexts } from '../core/notifications/topics.ts';
import { readSecret, type SecretSource } from './secret.ts';

/** Milliseconds for each step of talking to the mail server. */
const TIMEOUT = 10_000;
const PORTS = { tls: 465, starttls: 587, none: 587 } as const;

export interface EmailOptions {
  readonly host: string;
  readonly port?: number | undefined;
  readonly security: keyof typeof PORTS;
  readonly user?: string | undefined;
  readonly password?: SecretSource | undefined;
  readonly from: string;
  readonly to: readonly string[];
  /** What the notices are written in. */
  readonly language: Language;
}

/** Notices as plain text by SMTP (RFC 5321). */
export class Email implements NoticeSender {
  readonly channel = 'email';
  readonly #options: EmailOptions;

  constructor(options: EmailOptions) {
    this.#options = options;
  }

  /** {@link NoticeSender.send} */
  async send(notice: Notice): Promise<void> {
    const { host, security, user, password, from, to } = this.#options;
    const { language } = notice.to ?? this.#options;
    const pass = password && (await readSecret(password));
    const transport = createTransport({
      host,
      port: this.#options.port ?? PORTS[security],
      secure: security === 'tls',
      requireTLS: security === 'starttls',
      ignoreTLS: security === 'none',
      ...(user !== undefined && pass !== undefined ? { auth: { user, pass } } : {}),
      connectionTimeout: TIMEOUT,
      greetingTimeout: TIMEOUT,
      socketTimeout: TIMEOUT,
      disableFileAccess: true,
      disableUrlAccess: true,
    });
    try {
      await transport.sendMail({
        from: { name: plainText(`Latchkey, ${notice.home.name}`), address: from },
        to: notice.to === undefined ? [...to] : [notice.to.address],
        subject: plainText(`[${notice.home.name}] ${notice.title}`),
        text: emailText(notice, language),
        // The same at every attempt: mail programs show the second copy of a message once.
        messageId: `<${notice.id}@${notice.home.domain}>`,
        date: new Date(notice.at),
        // RFC 3834: nobody's out-of-office reply shall answer.
        // RFC 3282: mail programs pick the voice that reads it out.
        headers: { 'Auto-Submitted': 'auto-generated', 'Content-Language': language },
      });
    } catch (thrown) {
      throw new Error(`the mail server did not take it: ${words(thrown, pass)}`);
    } finally {
      transport.close();
    }
  }
}

function emailText({ text, at, home, entry }: Notice, language: Language): string {
  const lines = [...text.split('\n'), '', `${home.name} (${home.domain}), ${at}`].map(plainText);
  if (entry) {
    const { log } = noticeTexts(language);
    lines.push(log.replace('{seq}', String(entry.seq)).replace('{hash}', entry.hash));
  }
  return `${lines.join('\n')}\n`;
}

/** What the server said may quote what it was told. */
function words(thrown: unknown, password: string | undefined): string {
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  if (password === undefined) return message;
  return message.replaceAll(password, '…').replaceAll(Buffer.from(password).toString('base64'), '…');
}
