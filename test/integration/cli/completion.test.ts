import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { HOSTILE_NAME, homeWithNames } from '../../support/home-with-names.ts';
import { LATCHKEY } from '../../support/programs.ts';

let dir: string;
let bin: string;
beforeAll(() => {
  dir = homeWithNames();
  bin = join(dir, 'bin');
  mkdirSync(bin);
  writeFileSync(join(bin, 'latchkey'), `#!/bin/sh\nexec '${process.execPath}' '${LATCHKEY}' "$@"\n`);
  chmodSync(join(bin, 'latchkey'), 0o755);
});
afterAll(() => rmSync(dir, { recursive: true, force: true }));

/** Completes in a real bash: the words as typed, the last one at the cursor. @returns what bash would insert */
function inBash(...typed: string[]): string[] {
  const script = `
    source <(latchkey completion bash)
    complete -p latchkey | grep -q -- '-F _latchkey' || exit 9
    COMP_WORDS=("$@") COMP_CWORD=$(($# - 1))
    _latchkey
    printf '%s\\n' "\${COMPREPLY[@]}"`;
  const out = execFileSync('bash', ['--norc', '-c', script, 'bash', 'latchkey', ...typed], {
    cwd: dir,
    env: { PATH: `${bin}:/usr/bin:/bin`, HOME: dir, LATCHKEY_DIR: dir, LC_ALL: 'C.UTF-8' },
    encoding: 'utf8',
  });
  return out.split('\n').filter((line) => line !== '');
}

describe('a real bash', () => {
  it('inserts commands, and names so that they are one word', () => {
    expect(inBash('comp')).toEqual(['completion']);
    expect(inBash('device', 'show', 'Mac')).toEqual(['MacBook\\ Air', 'MacBook\\ Pro']);
    expect(inBash('device', 'show', 'MacBook\\ A')).toEqual(['MacBook\\ Air']);
    expect(inBash('device', 'show', '"MacBook A')).toEqual(['MacBook Air']);
  });

  it('runs nothing, whatever a device is called and whatever is being typed', () => {
    const [name = ''] = inBash('device', 'show', '\\$');
    expect(execFileSync('bash', ['-c', `printf %s ${name}`], { cwd: dir, encoding: 'utf8' })).toBe(HOSTILE_NAME);
    // Between quotes it would be a command: so it is not offered there.
    expect(inBash('device', 'show', '"$')).toEqual([]);
    expect(inBash('device', 'show', "'").filter((name) => !name.startsWith('0000'))).toEqual([
      'MacBook Air',
      'MacBook Pro',
    ]);
    inBash('device', 'show', '$(touch pwned)');
    inBash('device', '`touch pwned`', '');
    expect(existsSync(join(dir, 'pwned'))).toBe(false);
  });
});
