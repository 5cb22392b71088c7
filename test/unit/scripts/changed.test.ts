import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { changedSince } from '../../../scripts/changed.ts';

let root: string;

const write = (path: string, text: string) => {
  mkdirSync(join(root, dirname(path)), { recursive: true });
  writeFileSync(join(root, path), text);
};
const look = (options: { importers?: boolean; env?: NodeJS.ProcessEnv } = {}) =>
  changedSince('style', { importers: true, env: {}, root, ...options });
const sorted = (paths: readonly string[] | undefined) => paths?.toSorted();

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'latchkey-changed-'));
  execFileSync('git', ['init', '--quiet'], { cwd: root });
  write('.gitignore', 'node_modules\n');
  write('biome.json', '{}');
  write('shared/a.ts', 'export const a = () => 1;\n');
  write('shared/again.ts', "export { a } from './a.ts';\n");
  write('server/b.ts', "import { a } from '../shared/again.ts';\na();\n");
  write('server/a.ts', 'export const other = 1;\n');
  look().passed();
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

describe('what a check has to look at again', () => {
  it('is nothing when nothing has changed', () => {
    expect(look().paths).toEqual([]);
  });

  it('is what has changed, and whatever imports that, also by way of others', () => {
    write('shared/a.ts', 'export const a = async () => 1;\n');
    expect(sorted(look().paths)).toEqual(['server/b.ts', 'shared/a.ts', 'shared/again.ts']);
    expect(look({ importers: false }).paths).toEqual(['shared/a.ts']);
  });

  it('is no more than a text or a script that judges nothing', () => {
    write('CHANGELOG.md', '');
    write('scripts/draw-art.ts', '');
    expect(sorted(look().paths)).toEqual(['CHANGELOG.md', 'scripts/draw-art.ts']);
  });

  it('is what is new, also before Git is told', () => {
    write('server/new.ts', '');
    expect(look().paths).toEqual(['server/new.ts']);
  });

  it('stays until the check has passed', () => {
    write('server/a.ts', '');
    look();
    expect(look().paths).toEqual(['server/a.ts']);
    look().passed();
    expect(look().paths).toEqual([]);
  });

  it('is what was changed while the check was at work', () => {
    write('server/a.ts', '');
    const { passed } = look();
    write('server/b.ts', '');
    passed();
    expect(look().paths).toEqual(['server/b.ts']);
  });
});

describe('everything is looked at', () => {
  it.each([
    ['a file is gone', () => rmSync(join(root, 'server/a.ts'))],
    ['a rule has changed', () => write('biome.json', '{ }')],
    ['a check has changed', () => write('scripts/check-style.ts', '')],
    ['the packages have changed', () => write('package-lock.json', '{}')],
    ['what is remembered is not whole', () => write('node_modules/.cache/changed/style.json', '{"a')],
  ])('when %s', (_why, change) => {
    change();
    expect(look().paths).toBeUndefined();
  });

  it('in CI', () => {
    expect(look({ env: { CI: 'true' } }).paths).toBeUndefined();
  });
});
