import { contactPage } from '../../../shared/contact-page.ts';
import { LatchkeyError } from '../../../shared/errors.ts';
import { isMailAddress } from '../../../shared/mail-address.ts';
import type { EnrolmentRecord } from '../../core/enrolment-record.ts';

/**
 * The address of a service, for the default browser. The page names it and never gives an address; what the home said is
 * judged once more, because the operating system starts programs for what it is given.
 * @returns the address as the parser wrote it: https, of exactly one of the origins of an enrolled home's services
 * @throws NOT_ENROLLED when there is no such home, or nothing of that name that may be opened
 */
export function serviceUrl(records: readonly EnrolmentRecord[], homeId: string, service: string): string {
  const record = records.find(({ id, state }) => id === homeId && state === 'enrolled');
  const found = record?.services.find(({ name }) => name === service);
  const url = found && URL.canParse(found.url) ? new URL(found.url) : undefined;
  if (!(record && url && isServiceUrl(url, record.home.domain))) throw new LatchkeyError('NOT_ENROLLED');
  return url.href;
}

/**
 * A message for the mail program (RFC 6068). The address is a home's word and is judged once more.
 * @throws NOT_ENROLLED when it is not one plain address
 */
export function mailUrl(address: string | undefined, subject: string, body: string): string {
  if (address === undefined || !isMailAddress(address)) throw new LatchkeyError('NOT_ENROLLED');
  const fields = { subject, body: body.replace(/\n/g, '\r\n') };
  const query = Object.entries(fields).map(([name, value]) => `${name}=${encodeURIComponent(value)}`);
  return `mailto:${encodeURIComponent(address).replace('%40', '@')}?${query.join('&')}`;
}

/**
 * The page that says how to reach the person who runs an enrolled home, for the default browser.
 * @throws NOT_ENROLLED when the home names none, or what it names is no plain https address
 */
export function contactUrl(url: string | undefined): string {
  const page = contactPage(url);
  if (page === undefined) throw new LatchkeyError('NOT_ENROLLED');
  return page;
}

const DATE_SETTINGS: Readonly<Record<string, string>> = {
  darwin: 'x-apple.systempreferences:com.apple.Date-Time-Settings.extension',
  win32: 'ms-settings:dateandtime',
};

/**
 * The system's own settings of date and time. A constant for each system, which nobody's words are part of.
 * @param platform Node's `process.platform`
 * @returns undefined where the system has no address for them
 */
export function dateSettingsUrl(platform: string): string | undefined {
  return Object.hasOwn(DATE_SETTINGS, platform) ? DATE_SETTINGS[platform] : undefined;
}

function isServiceUrl({ protocol, hostname, username, password }: URL, domain: string): boolean {
  const own = hostname === domain || hostname.endsWith(`.${domain}`);
  return own && protocol === 'https:' && username === '' && password === '';
}
