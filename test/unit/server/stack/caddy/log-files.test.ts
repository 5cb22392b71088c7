import { chmodSync, chownSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { homeLayout } from '../../../../../server/core/layout.ts';
import { unwritableLog } from '../../../../../server/stack/caddy/log-files.ts';

const CADDY = 61_233;
const OTHER = 61_232;

describe.runIf(process.getuid?.() === 0)('a log file of a site', () => {
  let dir: string;
  const layout = () => homeLayout(join(dir, 'home'));
  const wrong = (filename: string, output = 'file') => unwritableLog({ writer: { output, filename } }, layout());

  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), 'latchkey-logs-'));
    mkdirSync(layout().run.caddy, { recursive: true });
    chownSync(layout().run.caddy, CADDY, CADDY);
    mkdirSync(join(dir, 'logs'));
  });
  afterEach(() => rmSync(dir, { recursive: true }));

  const logs = (owner: number, mode: number) => {
    chownSync(join(dir, 'logs'), owner, owner);
    chmodSync(join(dir, 'logs'), mode);
  };

  it.each([
    ['a folder of its own', CADDY, 0o700],
    ['a folder of everybody', OTHER, 0o777],
    ['a folder of a group that it may be in', OTHER, 0o770],
  ])('may be in %s', (_, owner, mode) => {
    logs(owner, mode);
    expect(wrong(join(dir, 'logs/x.log'))).toEqual([]);
    expect(wrong(join(dir, 'logs/deep/er/x.log'))).toEqual([]);
  });

  it.each([
    ['a folder of somebody else', OTHER, 0o755],
    ['a folder of its own in which nobody writes', CADDY, 0o500],
  ])('may not be in %s: the sentence says whose it is to be', (_, owner, mode) => {
    logs(owner, mode);
    for (const name of ['logs/x.log', 'logs/deep/x.log']) {
      const [sentence = ''] = wrong(join(dir, name));
      expect(sentence).toContain(join(dir, name));
      expect(sentence).toContain(`install -d -o ${CADDY}`);
    }
  });

  it('that is there already is looked at itself', () => {
    logs(CADDY, 0o700);
    writeFileSync(join(dir, 'logs/x.log'), '');
    expect(wrong(join(dir, 'logs/x.log'))).toHaveLength(1);
    chownSync(join(dir, 'logs/x.log'), CADDY, CADDY);
    expect(wrong(join(dir, 'logs/x.log'))).toEqual([]);
  });

  it("of the home's own, on standard error, and of a home that never ran, is no matter", () => {
    logs(OTHER, 0o755);
    expect(wrong(join(layout().dir, 'logs/caddy/access.log'))).toEqual([]);
    expect(wrong(join(dir, 'logs/x.log'), 'stderr')).toEqual([]);
    rmSync(layout().run.caddy, { recursive: true });
    expect(wrong(join(dir, 'logs/x.log'))).toEqual([]);
  });
});
