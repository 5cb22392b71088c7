import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { homeLayout } from '../../../server/core/layout.ts';
import { type CutOff, proveEveryStep } from '../../support/crash/prove.ts';
import { KILLED_PROCESS } from '../../support/programs.ts';
import { startScript } from './support.ts';

let scratch: string;
beforeEach(() => {
  scratch = mkdtempSync(join(tmpdir(), 'latchkey-killed-'));
});
afterEach(() => rmSync(scratch, { recursive: true, force: true }));

const reportSchema = z.object({ steps: z.number(), before: z.string(), end: z.enum(['killed', 'answered']) });

/** Another process that sends itself SIGKILL: SQLite, files and HAProxy's socket are left as they are. */
const bySignal: CutOff = async ({ name, dir, prepared, clock, proxy }, fatal) => {
  await proxy.listen(homeLayout(dir).run.haproxy);
  try {
    const step = Number.isFinite(fatal) ? String(fatal) : '0';
    const child = startScript(KILLED_PROCESS, dir, String(clock.now()), step, name, JSON.stringify(prepared));
    if (!child.stdout) throw new Error('the process has no output');
    const [said, [code, signal]] = await Promise.all([text(child.stdout), once(child, 'exit')]);
    const { steps, before, end } = reportSchema.parse(JSON.parse(said));
    expect(end === 'answered' ? code : signal).toBe(end === 'answered' ? 0 : 'SIGKILL');
    return { steps, before, answered: end === 'answered' };
  } finally {
    proxy.close();
  }
};

describe('kill -9 at every step', () => {
  it.each(['issue', 'renew', 'shut out'])('of: %s', async (name) => {
    expect(await proveEveryStep(name, scratch, bySignal, { atOnce: 3, sample: 5 })).toBeGreaterThan(3);
  });
});
