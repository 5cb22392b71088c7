import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { homeLayout } from '../../../../server/core/layout.ts';
import { signProfile } from '../../../../server/home/sign-profile.ts';
import { sampleOf } from '../../../support/long-tail.ts';
import { askFor, readReply, registrationAuthorityIn, scepClient } from '../../../support/scep-client.ts';
import { mintServer } from '../../../support/stack/certificates.ts';
import { makeApi, type TestApi } from '../http/support.ts';

/** Every key that Apple's schema knows where we write one (https://github.com/apple/device-management, mdm/profiles). */
const COMMON = ['PayloadType', 'PayloadVersion', 'PayloadIdentifier', 'PayloadUUID', 'PayloadDisplayName'];
const SCHEMA: Readonly<Record<string, readonly string[]>> = {
  Configuration: [...COMMON, 'PayloadOrganization', 'PayloadDescription', 'PayloadContent'],
  'com.apple.security.scep': [...COMMON, 'PayloadContent'],
  'com.apple.webClip.managed': [...COMMON, 'Label', 'URL', 'IsRemovable', 'Icon', 'Precomposed', 'FullScreen'],
};
const SCEP_KEYS = [
  ...['URL', 'Name', 'Subject', 'Challenge', 'Keysize', 'Key Type', 'Key Usage', 'CAFingerprint', 'Retries'],
  ...['RetryDelay', 'SubjectAltName', 'KeyIsExtractable', 'AllowAllAppsAccess'],
];

interface Payload {
  readonly [key: string]: unknown;
  readonly PayloadType: string;
  readonly PayloadUUID: string;
  readonly PayloadContent?: Payload[] & Record<string, unknown>;
}

/** Read by Python's own reader of property lists. */
const readProfile = (bytes: Buffer): Payload =>
  JSON.parse(
    execFileSync(
      'python3',
      ['-c', 'import json,plistlib,sys; print(json.dumps(plistlib.loads(sys.stdin.buffer.read())))'],
      {
        input: bytes,
      },
    ).toString(),
  );

let api: TestApi;
beforeEach(async () => {
  api = await makeApi();
});
afterEach(() => api.dispose());

const profileFor = (code: string) => api.post('/v1/profiles', { code, device: 'iphone' });

describe('a profile', () => {
  it("has Apple's keys and no others, the home's words, and a challenge that enrols", async () => {
    const { code } = api.home.invitations.invite({ person: 'Dave', services: ['cloud', 'photos'] });
    const reply = await profileFor(code);
    expect([reply.statusCode, reply.headers['content-type']]).toEqual([200, 'application/x-apple-aspen-config']);
    expect(reply.body).not.toContain(code);
    const profile = readProfile(reply.rawPayload);
    const [key, ...clips] = profile.PayloadContent ?? [];
    for (const payload of [profile, ...(profile.PayloadContent ?? [])])
      expect(SCHEMA[payload.PayloadType]).toEqual(expect.arrayContaining(Object.keys(payload)));
    expect(SCEP_KEYS).toEqual(expect.arrayContaining(Object.keys(key?.PayloadContent ?? {})));
    expect(key?.PayloadContent).toMatchObject({ 'Key Type': 'RSA', Keysize: 2048, KeyIsExtractable: false });
    expect(clips.map(({ URL }) => URL)).toEqual(['https://cloud.home.localhost/', 'https://photos.home.localhost/']);
    expect(new Set([profile, ...(profile.PayloadContent ?? [])].map(({ PayloadUUID }) => PayloadUUID)).size).toBe(4);

    const client = await scepClient();
    const authority = registrationAuthorityIn(await api.home.scep().certificates());
    const message = await askFor(client, String(key?.PayloadContent?.Challenge), authority);
    const answer = await api.home.scep().answer(api.home.scep().read(message));
    expect(readReply(client, answer).certificate?.subject).toContain('OU=iPhone');
    expect((await profileFor(code)).statusCode).toBe(403);
  });

  const MARKUP = [
    '<key>Challenge</key>',
    '</string></dict>',
    ']]>&amp;&#0;',
    '"><!ENTITY x SYSTEM "file:///etc/passwd">',
  ];
  it.each(sampleOf('names of markup', MARKUP, 2))('says %s as it is', async (person) => {
    const { code } = api.home.invitations.invite({ person });
    const [key] = readProfile((await profileFor(code)).rawPayload).PayloadContent ?? [];
    expect(key?.PayloadContent?.Subject).toEqual([[['CN', person]]]);
  });

  it('is not there for a wrong code', async () => {
    expect((await profileFor('0000-0000-0000')).json()).toMatchObject({ code: 'INVITATION_NOT_VALID' });
  });
});

it.each(['files', 'http-01'] as const)(
  'with certificates: %s it is signed where there is a key to sign with',
  async (kind) => {
    const folder = mkdtempSync(join(tmpdir(), 'latchkey-profile-'));
    try {
      const { certificatePem, keyPem } = await mintServer(['hello.home.localhost']);
      const [certificate, key] = [join(folder, 'server.crt'), join(folder, 'server.key')];
      writeFileSync(certificate, certificatePem);
      writeFileSync(key, keyPem, { mode: 0o600 });
      const { rendered } = homeLayout(folder);
      const layout = { rendered: { ...rendered, serverCertificate: certificate, serverKey: key } };
      const certificates = kind === 'files' ? { kind, certificate, key } : { kind };
      const profile = Buffer.from('<plist/>');
      const made = await signProfile(profile, { certificates }, layout);
      if (kind === 'http-01') return expect(Buffer.from(made)).toEqual(profile);
      const words = ['cms', '-verify', '-inform', 'DER', '-noverify', '-certfile', certificate];
      expect(execFileSync('openssl', words, { input: made, stdio: 'pipe' }).toString()).toBe('<plist/>');
      const damaged = Buffer.from(made);
      damaged.writeUInt8(damaged.readUInt8(damaged.indexOf('<plist/>')) ^ 1, damaged.indexOf('<plist/>'));
      expect(() => execFileSync('openssl', words, { input: damaged, stdio: 'pipe' })).toThrow();
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  },
);
