import { gunzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { Assets } from '../../../../server/console/assets.ts';

const TEXT = 'x'.repeat(5000);
const assets = new Assets({ files: new Map([['main-abc.js', Buffer.from(TEXT)]]) });

describe('a file of the console', () => {
  test.each(['gzip', 'gzip, deflate, br, zstd', 'br, gzip;q=0.5', '*', 'GZIP;q=1.0'])(
    'is compressed for %j',
    (said) => {
      const { headers, body } = assets.file('main-abc.js', said) ?? {};
      expect(headers?.['content-encoding']).toBe('gzip');
      expect(headers?.['content-length']).toBe(body?.byteLength);
      expect(gunzipSync(body ?? new Uint8Array()).toString()).toBe(TEXT);
    },
  );

  test.each([undefined, '', 'br', 'identity', 'gzip;q=0', 'gzip;q=0.0', 'xgzip'])('is as it is for %j', (said) => {
    const { headers, body } = assets.file('main-abc.js', said) ?? {};
    expect(headers?.['content-encoding']).toBeUndefined();
    expect(Buffer.from(body ?? []).toString()).toBe(TEXT);
  });

  test('is none of another name', () => {
    expect(assets.file('../secret', 'gzip')).toBeUndefined();
    expect(assets.file('page.json')).toBeUndefined();
  });
});
