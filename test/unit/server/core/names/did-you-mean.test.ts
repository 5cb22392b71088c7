import { expect, test } from 'vitest';
import { didYouMean } from '../../../../../server/core/names/did-you-mean.ts';

const KEYS = ['home', 'lan', 'listen', 'ports', 'certificates', 'services', 'certificate-days'];

test.each([
  ['lans', 'lan'],
  ['Services', 'services'],
  ['serivces', 'services'],
  ['certificateDays', 'certificate-days'],
  ['certifcates', 'certificates'],
  ['port', 'ports'],
  ['colour', undefined],
  ['x', undefined],
  ['', undefined],
])('%s: %s', (written, meant) => {
  expect(didYouMean(written, KEYS)).toBe(meant);
});
