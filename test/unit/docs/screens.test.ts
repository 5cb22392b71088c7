/** The pictures in docs/screens are those of the scenes: one in each theme, none of a scene that is gone. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { SCENES } from '../../e2e/renderer/scenes.ts';

const SCREENS = join(import.meta.dirname, '../../../docs/screens');

test.each(['light', 'dark'])('every scene has its picture in %s, and no picture is of another one', (theme) => {
  const pictures = readdirSync(join(SCREENS, theme)).filter((name) => name.endsWith('.png'));
  expect(pictures.sort()).toEqual(SCENES.map(({ name }) => `${name}.png`).sort());
});
