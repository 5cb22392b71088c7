import { beforeEach, describe, expect, test } from 'vitest';
import type { EnrolmentRecord } from '../../../../../electron/core/enrolment-record.ts';
import { electronProbes } from '../../../../../electron/main/access/electron-probe.ts';
import { ClientCertificates } from '../../../../../electron/main/security/client-certificates.ts';

const FINGERPRINT = 'ab'.repeat(32);
const shown = [{ fingerprint: `sha256/${Buffer.from(FINGERPRINT, 'hex').toString('base64')}` }];
const URL_ = 'https://cloud.home.localhost/';
type Heads = (details: object, goOn: (verdict: object) => void) => void;

let certificates: ClientCertificates;
let sessions: number;
beforeEach(() => {
  certificates = new ClientCertificates();
  sessions = 0;
});

interface Fake {
  readonly fetch: (heads: Heads | undefined) => Promise<Response>;
  readonly addresses?: string[];
}

async function probe({ fetch, addresses = [] }: Fake, system = { platform: 'linux', release: '6.1' }) {
  const verifiers: unknown[] = [];
  const probes = electronProbes({
    clock: { now: () => new Date() },
    certificates,
    system,
    name: () => 'Chromium',
    newSession: () => {
      sessions += 1;
      let heads: Heads | undefined;
      return {
        fetch: () => fetch(heads),
        resolveHost: async () => ({ endpoints: addresses.map((address) => ({ address, family: 'ipv4' })) }),
        setCertificateVerifyProc: (verify: unknown) => void verifiers.push(verify),
        webRequest: {
          onHeadersReceived: (listener: Heads) => {
            heads = listener;
          },
        },
      } as never;
    },
  });
  return { probe: await probes.open({ fingerprint: FINGERPRINT } as EnrolmentRecord), verifiers };
}

describe('visiting with the app’s own Chromium', () => {
  test('shows this device’s certificate while it visits, and not before or after', async () => {
    const during: unknown[] = [];
    const { probe: visiting } = await probe({
      fetch: async () => {
        during.push(certificates.choose(URL_, shown));
        return new Response('hello', { status: 200, headers: { 'X-One': '1' } });
      },
    });
    expect(await visiting.visit(URL_, 'device')).toMatchObject({
      kind: 'answer',
      status: 200,
      body: 'hello',
      headers: { 'x-one': '1' },
    });
    expect(during).toEqual(shown);
    expect(certificates.choose(URL_, shown)).toBeUndefined();
  });

  test('knows nothing of an earlier visit: every one has a session of its own', async () => {
    const { probe: visiting } = await probe({ fetch: async () => new Response('') });
    await visiting.visit(URL_, 'device');
    await visiting.visit(URL_, 'device');
    expect(sessions).toBe(2);
  });

  test('takes a redirect for the answer that it is, as Electron’s fetch does not', async () => {
    const { probe: visiting } = await probe({
      fetch: async (heads) => {
        heads?.({ statusCode: 302, responseHeaders: { Location: ['https://elsewhere.example/'] } }, () => undefined);
        throw new Error('Redirect was cancelled');
      },
    });
    const visit = await visiting.visit(URL_, 'device');
    expect(visit).toMatchObject({ kind: 'answer', status: 302, headers: { location: 'https://elsewhere.example/' } });
  });

  test.each([
    ['net::ERR_BAD_SSL_CLIENT_AUTH_CERT', 'certificate-asked'],
    ['net::ERR_CONNECTION_RESET', 'hung-up'],
    ['net::ERR_NAME_NOT_RESOLVED', 'name-not-found'],
    ['net::ERR_CERT_AUTHORITY_INVALID', 'server-not-trusted'],
    ['net::ERR_CERT_DATE_INVALID', 'server-certificate-date'],
    ['net::ERR_INTERNET_DISCONNECTED', 'offline'],
    ['The operation was aborted due to timeout', 'not-answering'],
  ])('%s is %s', async (said, failure) => {
    const { probe: visiting } = await probe({ fetch: () => Promise.reject(new Error(said)) });
    expect(await visiting.visit(URL_, 'device')).toMatchObject({ kind: 'failure', failure });
    expect(certificates.choose(URL_, shown)).toBeUndefined();
  });

  test('on macOS asks whose address it is that cannot be reached', async () => {
    const fetch = () => Promise.reject(new Error('net::ERR_ADDRESS_UNREACHABLE'));
    const { probe: visiting } = await probe(
      { fetch, addresses: ['192.168.1.4'] },
      { platform: 'darwin', release: '25.0.0' },
    );
    expect(await visiting.visit(URL_, 'device')).toMatchObject({ failure: 'local-network-denied' });
  });

  test('judges servers itself only for a home with a root of its own', async () => {
    const { probe: visiting, verifiers } = await probe({ fetch: async () => new Response('') });
    await visiting.visit(URL_, 'device');
    expect(verifiers).toEqual([]);
  });
});
