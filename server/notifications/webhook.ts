/** Notices as HTTPS POST requests, signed as Standard Webhooks has it (https://www.standardwebhooks.com). */

import { createHmac } from 'node:crypto';
import { errnoOf } from '../../shared/errno.ts';
import { plainJson } from '../../shared/plain-text.ts';
import type { Notice, NoticeSender } from '../core/notifications/ports.ts';
import type { Clock } from '../core/ports/basics.ts';
import { readSecret, type SecretSource } from './secret.ts';

/** A receiver that has not answered by then is asked again later. */
const TIMEOUT = 10_000;
const PREFIX = 'whsec_';

export interface WebhookOptions {
  readonly url: string;
  readonly secret: SecretSource;
  readonly version: string;
}

export class Webhook implements NoticeSender {
  readonly channel = 'webhook';
  readonly #options: WebhookOptions;
  readonly #fetch: typeof fetch;
  readonly #clock: Clock;

  constructor(options: WebhookOptions, ports: { readonly fetch: typeof fetch; readonly clock: Clock }) {
    this.#options = options;
    this.#fetch = ports.fetch;
    this.#clock = ports.clock;
  }

  /** {@link NoticeSender.send} */
  async send(notice: Notice, signal?: AbortSignal): Promise<void> {
    const { url, secret, version } = this.#options;
    const body = plainJson(JSON.stringify(notice));
    const timestamp = String(Math.floor(this.#clock.now() / 1000));
    const headers = {
      'content-type': 'application/json',
      'user-agent': `latchkey/${version}`,
      'webhook-id': notice.id,
      'webhook-timestamp': timestamp,
      'webhook-signature': webhookSignature(await readSecret(secret), notice.id, timestamp, body),
    };
    const reply = await this.#post(url, { body, headers }, signal);
    await reply.body?.cancel();
    if (!reply.ok) throw new Error(`the webhook answered with status ${reply.status}`);
  }

  async #post(url: string, message: RequestInit, stop: AbortSignal | undefined): Promise<Response> {
    try {
      // Not where somebody else sends us: the address in latchkey.yaml is the one that was meant.
      const signal = AbortSignal.any([AbortSignal.timeout(TIMEOUT), ...(stop ? [stop] : [])]);
      return await this.#fetch(url, { ...message, method: 'POST', redirect: 'manual', signal });
    } catch (thrown) {
      throw new Error(`the webhook cannot be reached: ${reason(thrown)}`);
    }
  }
}

/**
 * The value of `webhook-signature`: HMAC-SHA-256 over id, time and body.
 * @param secret `whsec_` and base64, or any text
 */
export function webhookSignature(secret: string, id: string, timestamp: string, body: string): string {
  const key = secret.startsWith(PREFIX)
    ? Buffer.from(secret.slice(PREFIX.length), 'base64')
    : Buffer.from(secret, 'utf8');
  return `v1,${createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64')}`;
}

function reason(thrown: unknown): string {
  if (!(thrown instanceof Error)) return String(thrown);
  if (thrown.name === 'TimeoutError') return 'no answer in time';
  const { cause } = thrown;
  if (!(cause instanceof Error)) return thrown.message;
  return errnoOf(cause) ?? cause.message;
}
