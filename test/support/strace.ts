import { spawnSync } from 'node:child_process';

/** The words of an strace that follows every child and is quick about what it does not look for. */
export function straceWords(calls: string, output: string, ...more: readonly string[]): readonly string[] {
  return ['-f', '--seccomp-bpf', '-qq', '-o', output, ...more, '-e', `trace=${calls}`];
}

/** In some containers nobody may trace. */
export function mayTrace(): boolean {
  return spawnSync('strace', [...straceWords('fsync', '/dev/null'), 'true'], { stdio: 'ignore' }).status === 0;
}
