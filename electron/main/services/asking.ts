/** Asking the person who runs a home for help: a message that is ready to send, by mail or on the clipboard. */
import type { Contact } from '../../../shared/api.ts';
import { ERRORS } from '../../../shared/errors.ts';
import type { AskAbout, ContactView, FailureView } from '../../../shared/ipc/views.ts';
import { isMailAddress } from '../../../shared/mail-address.ts';
import { plainText } from '../../../shared/plain-text.ts';
import type { Texts } from '../texts/texts.ts';
import type { AppFacts } from './report-text.ts';

/** The contact as the window is shown it: an address that no mail program should be given is left out. */
export function contactView(contact: Contact | undefined): { contact?: ContactView } {
  if (!contact) return {};
  const { name, email, url } = contact;
  const view = {
    ...(name === undefined ? {} : { name }),
    ...(email !== undefined && isMailAddress(email) ? { email } : {}),
    ...(url === undefined ? {} : { url }),
  };
  return Object.keys(view).length > 0 ? { contact: view } : {};
}

/** Whom a message goes to, and which home it is about. */
export interface Addressee {
  readonly home: string;
  readonly contact?: Contact | undefined;
}

export interface Message {
  readonly subject: string;
  readonly body: string;
}

/** @param report the text of the last access test, for a message about it */
export function messageAbout(
  about: AskAbout,
  { home, contact }: Addressee,
  texts: Texts,
  app: AppFacts,
  report: () => string,
): Message {
  const filled = (text: string) => text.replace('{{home}}', home || 'Latchkey');
  const greeting = contact?.name ? texts.askHello.replace('{{name}}', contact.name) : texts.askHelloAnybody;
  const parts = {
    invite: () => [texts.askInvite],
    failure: () => [texts.askFailure, about.type === 'failure' ? failureText(about.failure, app).trim() : ''],
    report: () => [texts.askReport, report().trim()],
  };
  return {
    subject: filled('Latchkey: {{home}}'),
    body: `${[greeting, ...parts[about.type]()].map(filled).join('\n\n')}\n`,
  };
}

/** A failure for the admin, in English. The page chose it, so what it says about itself is bounded and on one line. */
export function failureText({ code, detail, requestId }: FailureView, { version, system }: AppFacts): string {
  const line = (text: string) => plainText(text).replace(/\s+/g, ' ').slice(0, 500);
  const title = code in ERRORS ? ERRORS[code as keyof typeof ERRORS].title : '';
  return [
    `Latchkey ${version}, ${system}`,
    `${code}: ${title}`,
    ...(detail === undefined ? [] : [line(detail)]),
    ...(requestId === undefined ? [] : [`request ${line(requestId)}`]),
    '',
  ].join('\n');
}
