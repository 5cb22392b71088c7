/** Which names the files of the home's certificate are for, and which sites have one of their own. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { withOwnCertificate } from '../../../../../server/stack/caddy/own-certificate.ts';
import { uncoveredHosts } from '../../../../../server/stack/server-certificate/certificate-files.ts';

let dir: string;
beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'latchkey-files-'));
  const names = 'subjectAltName=DNS:example.com,DNS:*.example.com';
  const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-keyout', 'key.pem'];
  execFileSync('openssl', ['req', '-x509', ...key, '-out', 'cert.pem', '-subj', '/CN=x', '-addext', names], {
    cwd: dir,
    stdio: 'pipe',
  });
});
afterAll(() => rmSync(dir, { recursive: true }));

test('a name outside of the certificate is found, whatever it is called', () => {
  const files = { certificate: 'cert.pem', key: 'key.pem' };
  const covered = ['example.com', 'wiki.example.com', '*.example.com', 'bücher.example.com', '{env.SITE}'];
  const uncovered = ['a.b.example.com', '*.pages.example.com', 'wiki.example.org', 'nas', '192.0.2.5'];
  expect(uncoveredHosts(files, dir, [...covered, ...uncovered])).toEqual(uncovered);
});

// As `caddy adapt` (2.11.4) writes them.
test('sites with files or an issuer of their own are known', () => {
  const adapted = {
    apps: {
      http: {
        servers: {
          srv0: {
            tls_connection_policies: [
              { match: { sni: ['files.example.org'] }, certificate_selection: { any_tag: ['cert0'] } },
              { match: { sni: ['plain.example.org'] } },
              {},
            ],
          },
          srv1: {},
        },
      },
      tls: {
        automation: { policies: [{ subjects: ['internal.example.org'], issuers: [{ module: 'internal' }] }, {}] },
      },
    },
  };
  expect([...withOwnCertificate(adapted)]).toEqual(['files.example.org', 'internal.example.org']);
});
