/**
 * The policies by which browsers show a home its key without asking, in the form of each system. Chrome and its relatives
 * choose a certificate by address and issuer (AutoSelectCertificateForUrls, https://chromeenterprise.google/policies/);
 * Firefox has one setting for all addresses (security.default_personal_cert,
 * https://mozilla.github.io/policy-templates/#preferences). Written from these documents; run on Linux only.
 */
import { createHash } from 'node:crypto';

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

const xml = (text: string) =>
  text.replaceAll(/[&<>]/g, (sign) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;' })[sign] ?? sign);

/** The same every time, so that a profile that is installed again replaces the one before. */
function uuidOf(text: string): string {
  const hex = createHash('sha256').update(text).digest('hex').slice(0, 32).toUpperCase();
  return hex.replace(/^(.{8})(.{4}).(.{3}).(.{3})(.{12})$/, '$1-$2-5$3-8$4-$5');
}

function onMacos(browser: Browser, home: PolicyHome): BrowserPolicy {
  const domain = PLACES[browser].macos;
  const identifier = `latchkey.${fileName(home)}.${browser}`;
  const policies =
    browser === 'firefox'
      ? `<key>EnterprisePoliciesEnabled</key><true/>
      <key>Preferences</key><string>${xml(ascii(ONE_ANSWER))}</string>`
      : `<key>AutoSelectCertificateForUrls</key>
      <array>${selections(home)
        .map((each) => `\n        <string>${xml(each)}</string>`)
        .join('')}
      </array>`;
  const path = `${fileName(home)}-${browser}.mobileconfig`;
  return {
    content: `<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">
<plist version="1.0">
<dict>
  <key>PayloadType</key><string>Configuration</string>
  <key>PayloadVersion</key><integer>1</integer>
  <key>PayloadIdentifier</key><string>${xml(identifier)}</string>
  <key>PayloadUUID</key><string>${uuidOf(identifier)}</string>
  <key>PayloadDisplayName</key><string>${xml(`${home.name}: the browser does not ask for the key`)}</string>
  <key>PayloadScope</key><string>System</string>
  <key>PayloadContent</key>
  <array>
    <dict>
      <key>PayloadType</key><string>${domain}</string>
      <key>PayloadVersion</key><integer>1</integer>
      <key>PayloadIdentifier</key><string>${xml(identifier)}.policies</string>
      <key>PayloadUUID</key><string>${uuidOf(`${identifier}.policies`)}</string>
      ${policies}
    </dict>
  </array>
</dict>
</plist>
`,
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
