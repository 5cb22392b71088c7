import { describe, expect, test } from 'vitest';
import { expectedArtefacts } from '../../../../../scripts/release/artefacts.ts';
import { parseConfig } from '../../../../../server/core/config/parse.ts';
import { downloadsOf } from '../../../../../server/core/config/sections/downloads.ts';
import { invitationMessage } from '../../../../../server/home/make-invitation.ts';
import { releaseDownloads } from '../../../../../shared/downloads.ts';

const read = (downloads: string) =>
  parseConfig(`home: { name: Home, domain: example.com }\ndownloads: ${downloads}\n`, 'latchkey.yaml');

describe('downloads', () => {
  test('are addresses, with a checksum or without', () => {
    const parsed = read(
      `{ macos: https://example.org/a.dmg, windows: { url: https://example.org/a.exe, sha256: ${'AB'.repeat(32)} } }`,
    );
    expect(parsed).toMatchObject({
      ok: true,
      config: {
        downloads: {
          macos: { url: 'https://example.org/a.dmg' },
          windows: { url: 'https://example.org/a.exe', sha256: 'ab'.repeat(32) },
        },
      },
    });
  });

  test.each([
    ['{ macos: http://example.org/a.dmg }'],
    ['{ macos: "javascript:alert(1)" }'],
    ['{ macos: https://user:secret@example.org/a.dmg }'],
    ['{ macos: /srv/a.dmg }'],
    ['{ macos: { url: https://example.org/a.dmg, sha256: abc } }'],
    ['{ android: https://example.org/a.apk }'],
    ['{ linux: [] }'],
  ])('are refused when they are something else: %s', (downloads) => {
    const parsed = read(downloads);
    expect(parsed.ok).toBe(false);
    if (!parsed.ok) expect(parsed.problems[0]?.message).not.toMatch(/invalid|expected|undefined/i);
  });

  const message = (
    downloads: Parameters<typeof invitationMessage>[1]['downloads'],
    { contact, pin }: { contact?: Record<string, string>; pin?: string } = {},
  ) =>
    invitationMessage(
      { code: 'K7QF-2M9X-4TDW', host: 'enroll.example.com', port: 443, ...(pin && { pin }) },
      {
        person: 'Dave',
        home: 'Home',
        expiresAt: new Date(0),
        page: { host: 'hello.example.com', port: 443 },
        downloads,
        ...(contact && { contact }),
      },
    );

  test('are in the message that an admin sends, a line for each system that has one', () => {
    expect(message({ linux: { url: 'https://example.org/a.AppImage', sha256: undefined } })).toContain(
      'No Latchkey on it yet? Get it here:\n\n  Linux: https://example.org/a.AppImage\n',
    );
  });

  test.each([undefined, {}])('without any, the message says whom to ask: %o', (downloads) => {
    const both = { contact: { name: 'Nina', email: 'nina@example.com' } };
    expect(message(downloads)).toContain(
      'A computer needs the app Latchkey for it, a phone or tablet does not. Ask me where',
    );
    expect(message(downloads, both)).toContain('Ask Nina (nina@example.com) where to get it.');
    expect(message(downloads, { contact: { name: 'Nina' } })).toContain('Ask Nina where to get it.');
    const page = { contact: { url: 'https://example.com/ask' } };
    expect(message(downloads, page)).toContain('Ask https://example.com/ask where to get it.');
    const pinned = message(downloads, { pin: 'ABCDEFGHJKMNPQRS', ...both });
    expect(pinned).toContain('No Latchkey on it yet? Ask Nina (nina@example.com) where to get it.');
    expect(pinned).not.toContain('phone');
  });
});

describe('downloads of the build', () => {
  const build = { downloads: 'https://example.org/v1/' };

  test('are the files of the release, where latchkey.yaml says nothing', () => {
    expect(downloadsOf(undefined, build, '1.2.3')).toEqual({
      macos: { url: 'https://example.org/v1/Latchkey-1.2.3-mac-universal.dmg', sha256: undefined },
      windows: { url: 'https://example.org/v1/Latchkey-1.2.3-win-x64.exe', sha256: undefined },
      linux: { url: 'https://example.org/v1/Latchkey-1.2.3-linux-x86_64.AppImage', sha256: undefined },
    });
    expect(downloadsOf(undefined, {}, '1.2.3')).toBeUndefined();
    const names = Object.values(releaseDownloads('', '1.2.3'));
    expect(expectedArtefacts('1.2.3')).toEqual(expect.arrayContaining(names));
  });

  test('give way to what latchkey.yaml says, even when that is nothing', () => {
    expect(downloadsOf({}, build, '1.2.3')).toEqual({});
  });
});
