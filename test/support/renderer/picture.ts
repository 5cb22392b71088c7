/** Pictures of screens that know what they show: a text in the PNG itself tells one that is older than its scene. */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { crc32 } from 'node:zlib';
import type { Page } from 'playwright/test';

const SIGNATURE_BYTES = 8;
const KEYWORD = 'Scene';

/**
 * What a window shows, without what the machine's fonts make of it: every visible element with its own text, its words
 * for screen readers and how it is drawn.
 * @returns a SHA-256 digest in hexadecimal
 */
export async function sceneOf(page: Page): Promise<string> {
  const shown = await page.evaluate(() => {
    const STYLES = [
      ...['color', 'background-color', 'background-image', 'border-top', 'border-left', 'border-radius', 'box-shadow'],
      ...['display', 'font-size', 'font-weight', 'gap', 'line-height', 'opacity', 'outline', 'padding', 'margin-top'],
      ...['text-align', 'flex-direction', 'justify-content', 'position'],
    ];
    const ATTRIBUTES = [
      'aria-label',
      'checked',
      'd',
      'disabled',
      'open',
      'placeholder',
      'role',
      'src',
      'type',
      'viewBox',
    ];
    return [...document.body.querySelectorAll('*')]
      .filter((element) => element.checkVisibility())
      .map((element) => {
        const style = getComputedStyle(element);
        const own = [...element.childNodes].filter(({ nodeType }) => nodeType === Node.TEXT_NODE);
        return [
          element.tagName,
          own.map(({ textContent }) => textContent).join('|'),
          element instanceof HTMLInputElement ? `${element.value} ${element.checked}` : '',
          ...ATTRIBUTES.map((name) => element.getAttribute(name)),
          ...STYLES.map((name) => style.getPropertyValue(name)),
        ];
      });
  });
  return createHash('sha256').update(JSON.stringify(shown)).digest('hex');
}

interface Chunk {
  readonly type: string;
  readonly data: Buffer;
  /** Where it begins, and where the next one does. */
  readonly from: number;
  readonly to: number;
}

/** The chunks of a PNG (W3C Portable Network Graphics, 5.3). */
function* chunksOf(png: Buffer): Generator<Chunk> {
  for (let from = SIGNATURE_BYTES; from < png.length; ) {
    const length = png.readUInt32BE(from);
    const to = from + 12 + length;
    yield { type: png.toString('latin1', from + 4, from + 8), data: png.subarray(from + 8, to - 4), from, to };
    from = to;
  }
}

/** A PNG with the digest of its scene behind its header, as a tEXt chunk (11.3.4.3). */
export function withScene(png: Buffer, scene: string): Buffer {
  const [header] = chunksOf(png);
  const typeAndData = Buffer.from(`tEXt${KEYWORD}\0${scene}`, 'latin1');
  const [length, check] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(typeAndData.length - 4);
  check.writeUInt32BE(crc32(typeAndData));
  const at = header?.to ?? SIGNATURE_BYTES;
  return Buffer.concat([png.subarray(0, at), length, typeAndData, check, png.subarray(at)]);
}

/** The digest that {@link withScene} wrote into a picture; undefined when there is no picture, or it has none. */
export function sceneIn(path: string): string | undefined {
  if (!existsSync(path)) return undefined;
  for (const { type, data } of chunksOf(readFileSync(path))) {
    const [keyword, text] = data.toString('latin1').split('\0');
    if (type === 'tEXt' && keyword === KEYWORD) return text;
  }
  return undefined;
}
