import type { Channel, Notice, NoticeSender } from '../../../../../server/core/notifications/ports.ts';
import type { NoticeQueue } from '../../../../../server/core/notifications/queue.ts';

export const ONE_DAY = { en: '1 day', de: '1 Tag', fr: '1 jour', es: '1 día', nl: '1 dag' } as const;

/** A channel that takes what it is given, until it is told to fail. */
export class TestSender implements NoticeSender {
  readonly channel: Channel;
  readonly sent: Notice[] = [];
  failure: string | undefined;
  tries = 0;

  constructor(channel: Channel) {
    this.channel = channel;
  }

  async send(notice: Notice): Promise<void> {
    this.tries += 1;
    if (this.failure !== undefined) throw new Error(this.failure);
    this.sent.push(notice);
  }
}

export async function round(queue: NoticeQueue): Promise<void> {
  queue.collect();
  await queue.deliver();
}
