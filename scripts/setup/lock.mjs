// One set-up at a time: `npm test` and `npm run demo` started together must not both run `npm ci`.
import { mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import process from 'node:process';
import { setTimeout as sleep } from 'node:timers/promises';
import { say } from './talk.mjs';

export async function takeLock(folder) {
  mkdirSync(dirname(folder), { recursive: true });
  let told = false;
  for (;;) {
    try {
      mkdirSync(folder);
      writeFileSync(join(folder, 'pid'), String(process.pid));
      return () => rmSync(folder, { recursive: true, force: true });
    } catch (error) {
      if (error.code !== 'EEXIST') throw error;
    }
    const holder = readHolder(folder);
    if (holder === 'gone') {
      rmSync(folder, { recursive: true, force: true });
      continue;
    }
    if (!told) say(`another set-up is at work (process ${holder}); waiting for it`);
    told = true;
    await sleep(300);
  }
}

function readHolder(folder) {
  let pid;
  try {
    pid = Number.parseInt(readFileSync(join(folder, 'pid'), 'utf8'), 10);
  } catch {
    pid = Number.NaN;
  }
  if (Number.isInteger(pid)) return isAlive(pid) ? pid : 'gone';
  // No pid yet: its owner is between mkdir and write, or died there.
  try {
    return Date.now() - statSync(folder).mtimeMs > 5_000 ? 'gone' : 'just started';
  } catch {
    return 'gone';
  }
}

function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}
