/** Homes, previews and reports to show, and an example of every screen. Each is checked against the contract. */
import type {
  AccessOutcomeView,
  AccessReportView,
  BootView,
  FailureView,
  HomeView,
  PreviewReply,
  PreviewView,
  UnfinishedView,
} from '../../../shared/ipc/views.ts';

const HOME_ID = '6f0ac4ae-6a0b-4c55-9d2f-1b6a4a1d2f01';
const SECOND_ID = '6f0ac4ae-6a0b-4c55-9d2f-1b6a4a1d2f02';
const DEVICE_ID = '0a4a2b9e-8f10-4a4c-8f9e-1d2c3b4a5f01';
export const UNFINISHED_ID = '0a4a2b9e-8f10-4a4c-8f9e-1d2c3b4a5f02';

/** The moment that every example is shown at. */
export const NOW = '2026-11-23T17:00:00.000Z';

/** A good code with its host; the check symbol fits. */
export const CODE = 'K7QF-2M9X-4TDX';

export const ok = (value?: unknown) => ({ ok: true, value });
export const failed = (failure: FailureView) => ({ ok: false, failure });

const serviceAt = (domain: string) => (name: string) => ({ name, url: `https://${name}.${domain}/` });

export const home: HomeView = {
  id: HOME_ID,
  state: 'enrolled',
  home: { name: 'Example Home', domain: 'example.com' },
  person: 'Dave',
  device: { id: DEVICE_ID, name: 'Dave’s MacBook Air' },
  fingerprint: 'ab'.repeat(32),
  notBefore: '2026-11-23T16:55:00Z',
  notAfter: '2027-11-23T17:00:00Z',
  services: ['cloud', 'photos', 'films'].map(serviceAt('example.com')),
  access: { at: '2026-11-23T16:55:00Z' },
  stores: ['Chromium', 'Firefox'],
  skipped: [],
  others: [],
  renewal: { dueFrom: '2027-07-24T17:00:00Z' },
};

export const secondHome: HomeView = {
  ...home,
  id: SECOND_ID,
  home: { name: 'Grandma’s house', domain: 'lindenhof.example' },
  person: 'Dave Miller',
  services: ['garden'].map(serviceAt('lindenhof.example')),
  notBefore: '2025-12-10T16:55:00Z',
  notAfter: '2026-12-10T17:00:00Z',
  renewal: { dueFrom: '2026-08-10T17:00:00Z' },
};

/** The longest names that there can be. */
export const longHome: HomeView = {
  ...home,
  home: {
    name: 'Haus der Familie Wolkenbruch-Oberschlundenstein am Schönbrunnerweg',
    domain: 'wolkenbruch-oberschlundenstein.example.com',
  },
  person: 'Maximiliane-Friederike Freifrau von Wolkenbruch-Oberschlundenste',
  device: { id: DEVICE_ID, name: 'Donaudampfschifffahrtsgesellschaftskapitaenskajuetencomputer-001' },
};

const TWELVE = 'cloud photos films music books recipes calendar home-assistant garden backups games paperwork'.split(
  ' ',
);
export const manyServices: HomeView = { ...home, services: TWELVE.map(serviceAt('example.com')) };

export const skippedHome: HomeView = {
  ...home,
  skipped: [{ id: 'nss:work', name: 'Firefox (work)', failure: { code: 'STORE_LOCKED' } }],
  stores: ['Chromium'],
};

const preview: PreviewView = {
  home: home.home,
  host: 'enroll.example.com',
  person: 'Dave',
  deviceName: 'Dave’s MacBook Air',
  services: home.services,
  expiresAt: '2026-11-26T17:00:00Z',
  certificateDays: 365,
  already: [],
  promptHints: ['keyring-unlock'],
};

/** The home's answer with what it promises. */
export const promise = (changes: Partial<PreviewView> = {}) =>
  ok({ type: 'promise', preview: { ...preview, ...changes } } satisfies PreviewReply);

export const boot: BootView = {
  platform: 'linux',
  languages: ['en-GB'],
  version: '0.1.0',
  versions: { Electron: '45.4.1', Chromium: '156.0.7000.1', Node: '24.21.0' },
  homes: [],
  unfinished: [],
  asking: [],
};

export const unfinished: UnfinishedView = {
  id: UNFINISHED_ID,
  host: 'enroll.example.com',
  deviceName: 'Dave’s MacBook Air',
  promptHints: [],
};

const reached: AccessOutcomeView = { kind: 'reached', status: 200, ms: 84 };

export const report: AccessReportView = {
  homeId: HOME_ID,
  verdict: 'ok',
  services: [
    { service: 'cloud', outcome: reached },
    { service: 'photos', outcome: { kind: 'reached', status: 200, ms: 112 } },
    { service: 'films', outcome: { kind: 'reached', status: 401, ms: 1240 } },
  ],
  stranger: { kind: 'refused', service: 'cloud' },
  text: 'Latchkey 0.1.0 on Linux, 23 November 2026\nHome: Example Home (example.com)\ncloud   reached, 200, 84 ms\nphotos  reached, 200, 112 ms\nfilms   reached, 401, 1240 ms\nstranger  refused',
};

/** A report with one service for every outcome that a service can have. */
export function reportOf(kinds: readonly AccessOutcomeView[], stranger: AccessOutcomeView): AccessReportView {
  return {
    homeId: HOME_ID,
    verdict: 'not-ok',
    services: kinds.map((outcome, index) => ({ service: TWELVE[index] ?? `service-${index}`, outcome })),
    stranger: { ...stranger, service: 'cloud' },
    text: 'Latchkey 0.1.0 on Linux',
  };
}
