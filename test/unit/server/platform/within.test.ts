import { expect, it } from 'vitest';
import { isBelow, isWithin } from '../../../../server/platform/within.ts';

it.each([
  ['/srv/home/sites', '/srv/home', true, true],
  ['/srv/home', '/srv/home', true, false],
  ['/srv/home-old', '/srv/home', false, false],
  ['/srv', '/srv/home', false, false],
  ['/srv', '/', true, true],
])('%s within %s: %s, below: %s', (path, folder, within, below) => {
  expect(isWithin(path, folder)).toBe(within);
  expect(isBelow(path, folder)).toBe(below);
});
