import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { backupName } from '../../../../../server/core/backup/schedule.ts';
import { homeLayout } from '../../../../../server/core/layout.ts';
import { backUpWhenDue, type ScheduleOptions } from '../../../../../server/home/jobs/backups.ts';
import { fixedClock } from '../support.ts';

const DAY = 86_400_000;
const clock = fixedClock(Date.UTC(2027, 0, 31, 18, 5, 0));
const DOMAIN = 'home.example.com';

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'latchkey-schedule-'));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

const put = (name: string) => writeFileSync(join(dir, name), '');
const made = (daysAgo: number) => backupName(DOMAIN, clock.now() - daysAgo * DAY);
const look = (makeBackup: (file: string) => Promise<void> = async (file) => writeFileSync(file, 'new'), keep = 3) => {
  const config = { domain: DOMAIN, backups: { folder: dir, every: 86_400, keep, to: ['age1…'] } };
  const home = { config, layout: homeLayout('/nowhere') } as unknown as ScheduleOptions['home'];
  return backUpWhenDue({ home, clock, makeBackup });
};

describe('backups that latchkey up makes', () => {
  it('are named by home and time, in an order that a list shows', () => {
    expect(made(0)).toBe('home.example.com-20270131T180500Z.tar.age');
    expect([made(0), made(1)].sort()).toEqual([made(1), made(0)]);
  });

  it('are made when there is none, and when the newest is old enough; not before', async () => {
    expect(await look()).toBe(join(dir, made(0)));
    expect(await look()).toBeUndefined();
    rmSync(join(dir, made(0)));
    put(made(0.99));
    expect(await look()).toBeUndefined();
    rmSync(join(dir, made(0.99)));
    put(made(1));
    expect(await look()).toBeDefined();
  });

  it('are not put off by one that a wrong clock made in the future', async () => {
    put(made(-400));
    expect(await look()).toBe(join(dir, made(0)));
  });

  it('are as many as asked for, and nothing of anybody else goes with those that are too many', async () => {
    const others = [
      'letter.txt',
      'other.example.com-20200101T000000Z.tar.age',
      `cloud.${DOMAIN}-20200101T000000Z.tar.age`,
      'home.example.com-2020.tar.age',
      '.other.example.com-20200101T000000Z.tar.age.7.part',
    ];
    const cutOff = `.${made(2)}.4711.part`;
    for (const name of [...others, cutOff, made(2), made(3), made(4), made(5)]) put(name);
    await look();
    expect(readdirSync(dir).sort()).toEqual([...others, made(0), made(2), made(3)].sort());
  });

  it('cost no older one when the new one cannot be made', async () => {
    for (const days of [2, 3, 4, 5]) put(made(days));
    const before = readdirSync(dir);
    const full = async () => Promise.reject(new Error('the disk is full'));
    await expect(look(full)).rejects.toThrow('the disk is full');
    expect(readdirSync(dir)).toEqual(before);
  });

  it('fail when their disk is away', async () => {
    rmSync(dir, { recursive: true });
    await expect(look()).rejects.toThrow('ENOENT');
  });
});
