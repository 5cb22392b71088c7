import { createHmac } from 'node:crypto';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Notice } from '../../../../server/core/notifications/ports.ts';
import { Webhook, webhookSignature } from '../../../../server/notifications/webhook.ts';
import { type Receiver, startReceiver } from '../../../support/notices/receiver.ts';

const SECRET = 'correct horse battery staple';
const notice: Notice = {
  id: 'latchkey-7-0123456789abcdef',
  topic: 'device-enrolled',
  kind: 'device-enrolled',
  at: '2027-01-31T18:05:00.000Z',
  home: { name: 'Example Home', domain: 'home.localhost' },
  title: 'MacBook of Dave has a key now',
  text: 'It opens your services.',
  person: 'Dave',
  entry: { seq: 7, hash: 'f'.repeat(64) },
};

let dir: string;
let receiver: Receiver | undefined;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'latchkey-webhook-'));
  writeFileSync(join(dir, 'secret'), `${SECRET}\n`, { mode: 0o600 });
});
afterEach(async () => {
  await receiver?.close();
  receiver = undefined;
  rmSync(dir, { recursive: true, force: true });
});

const webhook = (url: string, place: { file: string } | { env: string } = { file: 'secret' }) =>
  new Webhook(
    { url, secret: { place, dir, env: { HOOK_SECRET: SECRET } }, version: '1.2.3' },
    { fetch, clock: { now: () => 1_800_000_000_000 } },
  );

/** What a receiver does, written apart from what the sender does. */
function verified({ headers, body }: Receiver['received'][number]): boolean {
  const signed = `${headers['webhook-id']}.${headers['webhook-timestamp']}.${body}`;
  const expected = createHmac('sha256', SECRET).update(signed).digest('base64');
  return headers['webhook-signature'] === `v1,${expected}`;
}

describe('a webhook', () => {
  it('is what Standard Webhooks says: the vector of its specification', () => {
    const signature = webhookSignature(
      'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw',
      'msg_p5jXN8AQM9LWM0D4loKWxJek',
      '1614265330',
      '{"test": 2432232314}',
    );
    expect(signature).toBe('v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=');
  });

  it.each([{ file: 'secret' }, { env: 'HOOK_SECRET' }])(
    'is signed with the secret from %j, which it does not carry',
    async (place) => {
      receiver = await startReceiver();
      await webhook(receiver.url, place).send(notice);
      const [got] = receiver.received;
      expect(got && verified(got)).toBe(true);
      expect(got?.headers).toMatchObject({ 'webhook-id': notice.id, 'webhook-timestamp': '1800000000' });
      expect(JSON.parse(got?.body ?? '')).toEqual(notice);
      expect(JSON.stringify(receiver.received)).not.toContain(SECRET);
    },
  );

  it.each([199 + 101, 400, 404, 500, 503])('that is answered with %i is to be sent again', async (status) => {
    receiver = await startReceiver(() => status);
    await expect(webhook(receiver.url).send(notice)).rejects.toThrow(String(status));
  });

  it('goes nowhere but to the address that was written, whoever redirects it', async () => {
    const other = await startReceiver();
    receiver = await startReceiver(() => 307, { location: other.url });
    await expect(webhook(receiver.url).send(notice)).rejects.toThrow('307');
    expect(other.received).toEqual([]);
    await other.close();
  });

  it('ends when it is asked to, though the receiver hangs', async () => {
    const stop = new AbortController();
    receiver = await startReceiver(() => {
      stop.abort();
      return new Promise(() => undefined);
    });
    await expect(webhook(receiver.url).send(notice, stop.signal)).rejects.toThrow('cannot be reached');
  });

  it('says why nobody was reached', async () => {
    receiver = await startReceiver(() => undefined);
    await expect(webhook(receiver.url).send(notice)).rejects.toThrow(/cannot be reached: \S+/);
  });

  it('is not sent unsigned, nor with a secret that everybody can read', async () => {
    receiver = await startReceiver();
    await expect(webhook(receiver.url, { env: 'NOT_SET' }).send(notice)).rejects.toThrow('NOT_SET');
    await expect(webhook(receiver.url, { file: 'missing' }).send(notice)).rejects.toThrow('ENOENT');
    chmodSync(join(dir, 'secret'), 0o644);
    await expect(webhook(receiver.url).send(notice)).rejects.toThrow('chmod 600');
    expect(receiver.received).toEqual([]);
  });
});
