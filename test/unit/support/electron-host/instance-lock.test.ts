import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { InstanceLock, type SecondInstance } from '../../../support/electron-host/app/instance-lock.ts';
import { chromiumLocale, preferredLanguages } from '../../../support/electron-host/app/languages.ts';

const self = (argv: string): SecondInstance => ({ argv: [argv], cwd: '/', additionalData: { from: argv } });

describe('the one instance', () => {
  let folder: string;
  const locks: InstanceLock[] = [];
  const lock = () => {
    const made = new InstanceLock(folder);
    locks.push(made);
    return made;
  };
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'latchkey-lock-'));
  });
  afterEach(() => {
    for (const made of locks.splice(0)) made.release();
    rmSync(folder, { recursive: true, force: true });
  });

  test('is told of every other, and those are refused', async () => {
    const told = Promise.withResolvers<SecondInstance>();
    expect(lock().request(self('first'), told.resolve)).toBe(true);
    expect(lock().request(self('second'), () => undefined)).toBe(false);
    expect(await told.promise).toEqual(self('second'));
  });

  test('makes room when it ends', () => {
    const first = lock();
    first.request(self('first'), () => undefined);
    first.release();
    expect(lock().request(self('second'), () => undefined)).toBe(true);
  });

  test('is nobody when its process is dead', async () => {
    await mkdir(join(folder, 'electron-host-lock'));
    writeFileSync(join(folder, 'electron-host-lock', 'pid'), '4194304999');
    expect(lock().request(self('next'), () => undefined)).toBe(true);
  });
});

describe('languages', () => {
  test('come from the environment, the flag first', () => {
    expect(preferredLanguages({ LANG: 'de_DE.UTF-8', LANGUAGE: 'fr:de_DE' }, undefined)).toEqual(['fr', 'de-DE']);
    expect(preferredLanguages({ LANG: 'de_DE' }, 'nl')).toEqual(['nl']);
    expect(preferredLanguages({ LANG: 'C.UTF-8' }, undefined)).toEqual(['en-US']);
    expect(preferredLanguages({ LC_ALL: 'es_ES@euro', LANG: 'de_DE' }, undefined)).toEqual(['es-ES']);
  });

  test('become one that Chromium has texts for', () => {
    expect(['de-AT', 'en', 'pt-BR', 'en-GB', 'en-NZ'].map((tag) => chromiumLocale([tag]))).toEqual([
      'de',
      'en-US',
      'pt-BR',
      'en-GB',
      'en-US',
    ]);
  });
});
