import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { errnoOf } from '../../../shared/errno.ts';

it('is the code of what the operating system said, and of nothing else', () => {
  const thrown = () => {
    try {
      return readFileSync('/nonexistent/file');
    } catch (error) {
      return error;
    }
  };
  expect(errnoOf(thrown())).toBe('ENOENT');
  for (const other of [
    new Error('ENOENT'),
    Object.assign(new Error('seven'), { code: 7 }),
    { code: 'ENOENT' },
    'ENOENT',
    undefined,
  ])
    expect(errnoOf(other)).toBeUndefined();
});
