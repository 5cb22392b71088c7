import { describe, expect, test } from 'vitest';
import { expectedArtefacts } from '../../../../../../scripts/release/artefacts.ts';
import { parseConfig } from '../../../../../../server/core/config/parse.ts';
import { downloadsOf } from '../../../../../../server/core/config/sections/downloads.ts';
import { releaseDownloads } from '../../../../../../shared/downloads.ts';

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
