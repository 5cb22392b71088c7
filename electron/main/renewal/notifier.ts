/** The system's notification that a key expires. Seldom, and it says what to do. */
import type { Notification, NotificationConstructorOptions } from 'electron';
import type { EnrolmentRecord } from '../../core/enrolment-record.ts';
import type { Texts } from '../texts/texts.ts';

type Notice = Pick<Notification, 'on' | 'show'>;

export interface NotifierDeps {
  readonly isSupported: () => boolean;
  readonly make: (options: NotificationConstructorOptions) => Notice;
  readonly texts: () => Texts;
  /** BCP 47 tags, most wanted first. */
  readonly languages: () => string[];
  /** Somebody clicked it. */
  readonly opened: () => void;
}

export class Notifier {
  readonly #deps: NotifierDeps;
  /** One that nobody holds is collected, and its click with it. */
  readonly #held = new Set<Notice>();
  #shown: Promise<unknown> = Promise.resolve();

  constructor(deps: NotifierDeps) {
    this.#deps = deps;
  }

  readonly keyEnds = ({ home, notAfter }: EnrolmentRecord): void => {
    const { isSupported, make, texts, languages, opened } = this.#deps;
    if (!isSupported()) return;
    const { keyEnds, keyEndsDetail } = texts();
    const date = new Intl.DateTimeFormat(languages(), { dateStyle: 'long' }).format(new Date(notAfter));
    const notice = make({
      title: keyEnds.replace('{{home}}', home.name).replace('{{date}}', date),
      body: keyEndsDetail,
    });
    this.#held.add(notice);
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#shown = Promise.all([this.#shown, promise]);
    notice.on('show', () => resolve());
    notice.on('failed', () => resolve());
    notice.on('click', opened);
    notice.on('close', () => this.#held.delete(notice));
    notice.show();
  };

  /** Resolves when the system has taken what was told; it may never say so. */
  get settled(): Promise<unknown> {
    return this.#shown;
  }
}
