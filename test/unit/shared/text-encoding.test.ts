import { describe, expect, it } from 'vitest';
import { decodeMarkedText, decodeText, encodingWords } from '../../../shared/text-encoding.ts';

const TEXT = 'home:\n  name: Müllers Zuhause\n  domain: home.example.com\n';
const utf16 = Buffer.from(TEXT, 'utf16le');
const swapped = Buffer.from(utf16).swap16();
const mark = Buffer.from([0xff, 0xfe]);

describe('a text file', () => {
  it.each([
    ['UTF-8', Buffer.from(TEXT)],
    ['UTF-8 with a byte order mark', Buffer.from(`\uFEFF${TEXT}`)],
  ])('in %s is read', (_name, bytes) => {
    expect(decodeText(bytes)).toEqual({ ok: true, text: TEXT });
  });

  it.each([
    ['Latin-1', Buffer.from(TEXT, 'latin1'), '8-bit'],
    ['Windows-1252', Buffer.from(TEXT.replace('Müllers', '\u0084M\u0093'), 'latin1'), '8-bit'],
    ['UTF-16LE with a mark', Buffer.concat([mark, utf16]), 'UTF-16LE'],
    ['UTF-16LE without a mark', utf16, 'UTF-16LE'],
    ['UTF-16BE with a mark', Buffer.concat([Buffer.from(mark).swap16(), swapped]), 'UTF-16BE'],
    ['UTF-16BE without a mark', swapped, 'UTF-16BE'],
    ['UTF-16LE of ASCII only', Buffer.from('home:\n', 'utf16le'), 'UTF-16LE'],
    ['UTF-32', Buffer.concat([mark, Buffer.from([0, 0]), Buffer.from('h\0\0\0')]), 'UTF-32'],
    ['a NUL', Buffer.from('home:\n  name: a\0b\n'), 'nul'],
    ['a cut character', Buffer.from(TEXT).subarray(0, 16), '8-bit'],
    ['overlong UTF-8', Buffer.from([0x68, 0xc0, 0xaf]), '8-bit'],
    ['a surrogate', Buffer.from([0x68, 0xed, 0xa0, 0x80]), '8-bit'],
  ] as const)('in %s is refused, and its encoding named', (_name, bytes, encoding) => {
    expect(decodeText(bytes)).toEqual({ ok: false, encoding });
    expect(encodingWords(encoding, 'latchkey.yaml')).toMatch(
      encoding === 'nul' ? /NUL/ : /iconv -f [A-Z0-9-]+ -t UTF-8/,
    );
  });

  it('of Notepad is read where any text may come', () => {
    expect(decodeMarkedText(Buffer.concat([mark, utf16]))).toBe(TEXT);
    expect(decodeMarkedText(Buffer.concat([Buffer.from(mark).swap16(), swapped]))).toBe(TEXT);
    expect(decodeMarkedText(utf16)).toBeUndefined();
    expect(decodeMarkedText(Buffer.from(TEXT, 'latin1'))).toBeUndefined();
  });
});
