import { LatchkeyError } from '../../shared/errors.ts';
import type { Channel, Notice } from '../core/notifications/ports.ts';
import { noticeTexts } from '../core/notifications/topics.ts';
import { noticeSenders, type SenderContext } from './notification-senders.ts';
import type { ConfiguredHome } from './read.ts';

/** What came of a test notice by one channel. */
interface TestedChannel {
  readonly channel: Channel;
  /** Why it was not delivered; null when it was. */
  readonly error: string | null;
}

function testNotice({ config: { name, domain, language } }: Pick<ConfiguredHome, 'config'>, at: number): Notice {
  return {
    id: `latchkey-test-${at}`,
    topic: 'test',
    kind: 'test',
    at: new Date(at).toISOString(),
    home: { name, domain },
    ...noticeTexts(language).test,
  };
}

/**
 * Sends a test notice by every channel in latchkey.yaml, now.
 * @throws LatchkeyError NOTICES_OFF when there is none
 */
export async function testNotices(
  home: Pick<ConfiguredHome, 'config' | 'layout'>,
  context: SenderContext,
): Promise<readonly TestedChannel[]> {
  const senders = await noticeSenders(home, context);
  if (senders.length === 0) throw new LatchkeyError('NOTICES_OFF');
  const notice = testNotice(home, context.clock.now());
  return Promise.all(
    senders.map((sender) =>
      sender.send(notice).then(
        () => ({ channel: sender.channel, error: null }),
        (thrown: unknown) => ({ channel: sender.channel, error: thrown instanceof Error ? thrown.message : 'failed' }),
      ),
    ),
  );
}
