import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import process from 'node:process';
import { describe, expect, it } from 'vitest';
import { BrokenOff, breakOff, whenBrokenOff, whole } from '../../../../server/platform/breaking-off.ts';

const MODULE = join(import.meta.dirname, '../../../../server/platform/breaking-off.ts');

describe('breaking off', () => {
  it('is heard by everybody who waits, and by nobody afterwards', () => {
    const heard: string[] = [];
    const undo = [1, 2].map((each) => whenBrokenOff((by) => heard.push(`${each} ${by}`)));
    expect(breakOff('SIGHUP')).toBe(true);
    for (const each of undo) each();
    expect(breakOff('SIGHUP')).toBe(false);
    expect(heard).toEqual(['1 SIGHUP', '2 SIGHUP']);
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'])
      expect(process.listeners(signal as NodeJS.Signals).map(({ name }) => name)).not.toContain('heard');
  });

  it('waits for work that is to be whole, which can take back what does not count yet', async () => {
    const work = (done: string[]) =>
      whole(async (goOn) => {
        breakOff('SIGINT');
        await Promise.resolve();
        done.push('begun');
        goOn();
        done.push('ended');
      });
    const done: string[] = [];
    await expect(work(done)).rejects.toThrow(BrokenOff);
    expect(done).toEqual(['begun']);
    const late = whole(async (goOn) => {
      goOn();
      breakOff('SIGTERM');
      return 'done';
    });
    expect(await late).toBe('done');
    expect(breakOff('SIGINT')).toBe(false);
  });

  it('is not that nobody reads the result', async () => {
    const work = whole(async (goOn) => {
      breakOff('output closed');
      goOn();
      return 'done';
    });
    expect(await work).toBe('done');
  });

  it.each([
    ['once', 0, 'done'],
    ['twice', null, ''],
  ])('%s: the real signal', (times, status, stdout) => {
    const kill = "process.kill(process.pid, 'SIGTERM');";
    const pause = 'await new Promise((resolve) => setTimeout(resolve, 50));';
    const kills = times === 'once' ? kill : `${kill} ${pause} ${kill}`;
    const script = `import { whole } from ${JSON.stringify(MODULE)};
await whole(async () => { ${kills} ${pause} process.stdout.write('done'); });`;
    const ended = spawnSync(process.execPath, ['--input-type=module', '--eval', script], { encoding: 'utf8' });
    expect(ended).toMatchObject({ status, stdout });
  });
});
