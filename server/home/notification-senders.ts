import type { NoticeSender } from '../core/notifications/ports.ts';
import type { Clock } from '../core/ports/basics.ts';
import { Webhook } from '../notifications/webhook.ts';
import packageJson from '../package.json' with { type: 'json' };
import type { ConfiguredHome } from './read.ts';

export interface SenderContext {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly clock: Clock;
}

/** The ways to tell the admin that latchkey.yaml names; none by default. */
export async function noticeSenders(
  { config, layout }: Pick<ConfiguredHome, 'config' | 'layout'>,
  { env, clock }: SenderContext,
): Promise<readonly NoticeSender[]> {
  const { webhook, email } = config.notices;
  const source = { dir: layout.dir, env };
  const senders: NoticeSender[] = [];
  if (webhook) {
    const secret = { ...source, place: webhook.secret };
    senders.push(new Webhook({ url: webhook.url, secret, version: packageJson.version }, { fetch, clock }));
  }
  if (email) {
    // Loaded for those who want it.
    const { Email } = await import('../notifications/email.ts');
    senders.push(
      new Email({
        ...email,
        language: config.language,
        password: email.password && { ...source, place: email.password },
      }),
    );
  }
  return senders;
}
