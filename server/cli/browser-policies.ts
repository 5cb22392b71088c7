/**
 * The policies by which browsers show a home its key without asking, in the form of each system. Chrome and its relatives
 * choose a certificate by address and issuer (AutoSelectCertificateForUrls, https://chromeenterprise.google/policies/);
 * Firefox has one setting for all addresses (security.default_personal_cert,
 * https://mozilla.github.io/policy-templates/#preferences). Written from these documents; run on Linux only.
 */
import { createHash } from 'node:crypto';
import { uuid } from '../core/encoding.ts';
import { propertyList } from '../core/property-list.ts';

export const BROWSERS = ['chrome', 'chromium', 'edge', 'brave', 'firefox'] as const;
export type Browser = (typeof BROWSERS)[number];
export const SYSTEMS = ['linux', 'windows', 'macos'] as const;
export type System = (typeof SYSTEMS)[number];

export interface PolicyHome {
  readonly name: string;
  /** Hosts behind the key; `*.example.com` is every name below it. */
  readonly hosts: readonly string[];
  /** The subject of the Homelab CA: who issued the key. */
  readonly issuer: Readonly<Record<'CN' | 'O', string>>;
}

export interface BrowserPolicy {
  /** The file, as text. */
  readonly content: string;
  /** What to call it, or where it has to lie. */
  readonly path: string;
  /** How it is put to use. */
  readonly apply: string;
  /** How it is taken back. */
  readonly undo: string;
}

/** Where each browser looks: a folder on Linux, a key of the registry, the domain of its preferences on macOS. */
const PLACES: Readonly<Record<Browser, Readonly<Record<System, string>>>> = {
  chrome: {
    linux: '/etc/opt/chrome/policies/managed',
    windows: 'Google\\Chrome',
    macos: 'com.google.Chrome',
  },
  chromium: { linux: '/etc/chromium/policies/managed', windows: 'Chromium', macos: 'org.chromium.Chromium' },
  edge: { linux: '/etc/opt/edge/policies/managed', windows: 'Microsoft\\Edge', macos: 'com.microsoft.Edge' },
  brave: {
    linux: '/etc/brave/policies/managed',
    windows: 'BraveSoftware\\Brave',
    macos: 'com.brave.Browser',
  },
  firefox: { linux: '/etc/firefox/policies', windows: 'Mozilla\\Firefox', macos: 'org.mozilla.firefox' },
};

const ONE_ANSWER = {
  'security.default_personal_cert': { Value: 'Select Automatically', Status: 'default' },
} as const;

/** JSON in ASCII: the registry's files are in another encoding on each Windows. */
const ascii = (value: unknown) =>
  JSON.stringify(value).replaceAll(/[^ -~]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);

/** What AutoSelectCertificateForUrls holds: one JSON text for each address. */
function selections({ hosts, issuer }: PolicyHome): readonly string[] {
  return hosts.map((host) =>
    ascii({ pattern: `https://${host.replace(/^\*\./, '[*.]')}`, filter: { ISSUER: issuer } }),
  );
}

const fileName = ({ hosts: [first = 'home'] }: PolicyHome) => `latchkey-${first.replace(/^\*\./, '')}`;

function onLinux(browser: Browser, home: PolicyHome): BrowserPolicy {
  const folder = PLACES[browser].linux;
  const firefox = browser === 'firefox';
  const path = `${folder}/${firefox ? 'policies' : fileName(home)}.json`;
  const policy = firefox
    ? { policies: { Preferences: ONE_ANSWER } }
    : { AutoSelectCertificateForUrls: selections(home) };
  return {
    content: `${JSON.stringify(policy, undefined, 2)}\n`,
    path,
    apply: firefox
      ? `Save it as ${path}, or add its Preferences to the file that is there; then restart Firefox.`
      : `Save it as ${path}, as root and readable by everybody; the browser reads it when it starts.`,
    undo: `Delete ${path}${firefox ? ', or what you added to it' : ''}.`,
  };
}

/** REG_MULTI_SZ: UTF-16LE with two zeros at the end. */
const multiText = (text: string) =>
  `hex(7):${[...Buffer.from(`${text}\0\0`, 'utf16le')].map((byte) => byte.toString(16).padStart(2, '0')).join(',')}`;

const regText = (text: string) => `"${text.replaceAll(/[\\"]/g, '\\$&')}"`;

function onWindows(browser: Browser, home: PolicyHome): BrowserPolicy {
  const key = `HKEY_LOCAL_MACHINE\\SOFTWARE\\Policies\\${PLACES[browser].windows}`;
  // Chrome takes every value whose name is a number: a high one takes nobody's place.
  const first = 443_000;
  const values =
    browser === 'firefox'
      ? [`[${key}]`, `"Preferences"=${multiText(ascii(ONE_ANSWER))}`]
      : [
          `[${key}\\AutoSelectCertificateForUrls]`,
          ...selections(home).map((each, index) => `"${first + index}"=${regText(each)}`),
        ];
  const path = `${fileName(home)}-${browser}.reg`;
  return {
    content: ['Windows Registry Editor Version 5.00', '', ...values, ''].join('\r\n'),
    path,
    apply: `Save it as ${path} and open it as an administrator${browser === 'firefox' ? '; it replaces a value Preferences that is there' : ''}. The browser reads it when it starts.`,
    undo: `Delete the values in ${key} with regedit.`,
  };
}

/** The same every time, so that a profile that is installed again replaces the one before. */
const uuidOf = (identifier: string) => uuid(createHash('sha256').update(identifier).digest()).toUpperCase();

function onMacos(browser: Browser, home: PolicyHome): BrowserPolicy {
  const identifier = `latchkey.${fileName(home)}.${browser}`;
  const payload = (type: string, name: string) => ({
    PayloadType: type,
    PayloadVersion: 1,
    PayloadIdentifier: name,
    PayloadUUID: uuidOf(name),
  });
  const policies =
    browser === 'firefox'
      ? { EnterprisePoliciesEnabled: true, Preferences: ascii(ONE_ANSWER) }
      : { AutoSelectCertificateForUrls: selections(home) };
  const path = `${fileName(home)}-${browser}.mobileconfig`;
  return {
    content: propertyList({
      ...payload('Configuration', identifier),
      PayloadDisplayName: `${home.name}: the browser does not ask for the key`,
      PayloadScope: 'System',
      PayloadContent: [{ ...payload(PLACES[browser].macos, `${identifier}.policies`), ...policies }],
    }),
    path,
    apply: `Save it as ${path}, open it, and install it in System Settings under Device Management; then restart the browser.`,
    undo: 'Remove the profile in System Settings.',
  };
}

const BY_SYSTEM = { linux: onLinux, windows: onWindows, macos: onMacos } as const;

/** The policy for one browser on one system. Pure. */
export function browserPolicy(browser: Browser, system: System, home: PolicyHome): BrowserPolicy {
  return BY_SYSTEM[system](browser, home);
}
