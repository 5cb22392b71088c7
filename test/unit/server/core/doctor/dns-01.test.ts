/** What the doctor says of a home that gets its certificates by DNS-01. */
import { describe, expect, test } from 'vitest';
import { certificatesCheck } from '../../../../../server/core/doctor/checks/certificates.ts';
import { Commands } from '../../../../../server/core/doctor/commands.ts';
import { homeLayout } from '../../../../../server/core/layout.ts';
import { healthy, NOW } from './support.ts';

const DNS_01 = {
  kind: 'dns-01',
  ...{ provider: 'httpreq', credentials: {}, settings: {}, names: [], resolvers: [], checkDns: true },
} as const;

describe('dns-01', () => {
  test.each([
    ['install', 'sudo apt-get install lego'],
    ['edit', new Commands(homeLayout('/srv/latchkey'), true).edit()],
    ['renew', 'latchkey certificates renew --dir /srv/latchkey'],
  ] as const)('what is wrong is said with the command that helps: %s', async (fix, command) => {
    const findings = await certificatesCheck(healthy({ dns01: [{ what: 'It does not work', fix, missing: false }] }));
    expect(findings).toEqual([
      { severity: 'warning', what: 'It does not work.', why: expect.stringContaining('is not renewed'), fix: command },
    ]);
  });

  test('one cause is said once, however many names wait for it', async () => {
    const reason = 'lego is needed for certificates: dns-01, and there is none on PATH.';
    const home = healthy({
      dns01: [{ what: reason, fix: 'install', missing: true }],
      edgeProxy: { serverCertificate: async () => undefined },
      records: { lastNotIssued: async () => ({ host: 'cloud.example.com', at: NOW, reason }) },
    });
    const findings = await certificatesCheck({
      ...home,
      config: home.config && { ...home.config, certificates: DNS_01 },
    });
    expect(findings.length).toBeGreaterThan(1);
    expect(findings.filter((finding) => JSON.stringify(finding).includes('none on PATH'))).toHaveLength(1);
  });

  test('a home without any certificate is an error, whether it runs or not', async () => {
    for (const running of [true, false]) {
      const home = healthy({ running, dns01: [{ what: 'lego is missing', fix: 'install', missing: true }] });
      expect(await certificatesCheck(home)).toContainEqual(
        expect.objectContaining({ severity: 'error', what: 'lego is missing.' }),
      );
    }
  });
});
