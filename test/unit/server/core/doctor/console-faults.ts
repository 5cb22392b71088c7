import type { Ill } from './machine-faults.ts';
import { DAY, NOW } from './support.ts';

const forAnother = { fingerprint: 'aa'.repeat(32), notBefore: NOW - DAY, notAfter: NOW + DAY, matches: false };

/** What ails the admin's console. */
export const CONSOLE_ILLS: readonly Ill[] = [
  [
    'a console without an address',
    'console',
    { edgeProxy: { addresses: async (host) => (host.startsWith('console') ? [] : ['8.8.4.4']) } },
    'warning',
    /console\.example\.com has no address/,
    'getent ahosts console.example.com',
  ],
  [
    'a console without a certificate',
    'console',
    { edgeProxy: { serverCertificate: async () => forAnother } },
    'warning',
    /console\.example\.com has no server certificate/,
    'curl -v https://console.example.com/',
  ],
  [
    'a console that does not answer',
    'console',
    { consoleAnswers: false },
    'warning',
    /does not answer/,
    `grep '"child":"console"' /srv/latchkey/logs/stack.log | tail`,
  ],
];
