import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { MINIMUM, openingBounds, SIZE } from '../../../../../electron/main/window/placement.ts';
import { readPlacement, writePlacement } from '../../../../../electron/main/window/placement-file.ts';

const SCREEN = { x: 0, y: 0, width: 1440, height: 900 };
const at = (x: number, y: number, width = 800, height = 600) => ({ bounds: { x, y, width, height }, maximised: false });

describe('where the window opens', () => {
  test('the first time: wherever the system puts it', () => expect(openingBounds(undefined, [SCREEN])).toEqual(SIZE));

  test('where it was, also on a second screen to the left', () => {
    expect(openingBounds(at(100, 50), [SCREEN])).toEqual({ x: 100, y: 50, width: 800, height: 600 });
    expect(openingBounds(at(-1000, 50), [SCREEN, { ...SCREEN, x: -1440 }])).toMatchObject({ x: -1000 });
  });

  test.each<[string, number, number]>([
    ['on a screen that is gone', 3000, 100],
    ['with its title bar above the screen', 100, -200],
    ['below the screen', 100, 890],
    ['with a sliver on the screen', 1400, 100],
  ])('not %s', (_name, x, y) => {
    expect(openingBounds(at(x, y), [SCREEN])).toEqual({ width: 800, height: 600 });
  });

  test('never larger than the screen or smaller than it can be used', () => {
    expect(openingBounds(at(0, 0, 5000, 5000), [SCREEN])).toMatchObject({ width: 1440, height: 900 });
    expect(openingBounds(at(0, 0, 10, 10), [SCREEN])).toMatchObject(MINIMUM);
    expect(openingBounds(at(0, 0), [])).toEqual({ width: 420, height: 480 });
  });

  test('is remembered, and nonsense in its file is not believed', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'latchkey-window-'));
    const file = join(folder, 'window.json');
    expect(readPlacement(file)).toBeUndefined();
    writePlacement(file, at(1, 2));
    expect(readPlacement(file)).toEqual(at(1, 2));
    for (const text of ['', '{', '[]', '{"bounds":{"x":1e99,"y":0,"width":1,"height":1},"maximised":false}']) {
      await writeFile(file, text);
      expect(readPlacement(file), text).toBeUndefined();
    }
    writePlacement(join(folder, 'no/such/folder'), at(1, 2));
    await rm(folder, { recursive: true });
  });
});
