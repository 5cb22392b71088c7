import { fork } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { HomeSecrets } from '../../../../server/ca/secrets.ts';
import { SqliteAudit } from '../../../../server/store/audit.ts';
import { AUDIT_SQL, pageSql } from '../../../../server/store/audit-sql.ts';
import { type FixedClock, fixedClock, makeHome, type TestHome } from '../core/support.ts';

const DAY = 86_400_000;

let clock: FixedClock;
let home: TestHome;
beforeEach(async () => {
  clock = fixedClock(1_800_000_000_000);
  home = await makeHome(clock);
});
afterEach(() => home.dispose());

const note = (person: string) => home.audit.record({ kind: 'invitation-created', outcome: 'ok', person });
const fill = (count: number) => {
  for (let i = 1; i <= count; i += 1) note(`Person ${i}`);
};

/** What somebody does who can write the database, but has not secret.key. */
function tamper(...sql: string[]): void {
  const database = new DatabaseSync(home.layout.registry);
  try {
    for (const each of sql) database.exec(each);
  } finally {
    database.close();
  }
}
const NO_TRIGGERS = `
  DROP TRIGGER audit_is_never_changed; DROP TRIGGER audit_is_never_deleted;
  DROP TRIGGER audit_checkpoint_goes_forward; DROP TRIGGER audit_checkpoint_is_never_deleted;`;

describe('the table', () => {
  it.each([
    ["UPDATE audit SET person = 'Nobody'"],
    ['UPDATE audit SET seq = seq + 10'],
    ['DELETE FROM audit'],
    ['DELETE FROM audit WHERE seq = 3'],
  ])('refuses, from whoever comes with SQL: %s', (sql) => {
    fill(3);
    expect(() => tamper(sql)).toThrow('append-only');
    expect(home.audit.verify()).toMatchObject({ ok: true, entries: 3 });
  });

  it('has an entry together with the change that it is about, or neither', () => {
    expect(() =>
      home.registry.atomically(() => {
        home.invitations.invite({ person: 'Dave' });
        throw new Error('power cut');
      }),
    ).toThrow('power cut');
    expect(home.audit.count()).toBe(0);
    expect(home.invitations.list()).toEqual([]);
    home.invitations.invite({ person: 'Dave' });
    expect(home.audit.verify()).toMatchObject({ ok: true, entries: 1 });
  });

  it('keeps what a hostile caller is called as text that still fits its hash', () => {
    home.audit.record({
      kind: 'attempts-failed',
      outcome: 'refused',
      subject: `\u0000\ud800 ${'x'.repeat(5000)}\udc00`,
      detail: { word: '\ud800\u0000"' },
    });
    expect(home.audit.verify()).toMatchObject({ ok: true, entries: 1 });
    expect(home.audit.page({}, 1)[0]?.subject?.length).toBeLessThanOrEqual(300);
  });
});

describe('verify names the first entry that does not fit', () => {
  it.each([
    ['a changed name', "UPDATE audit SET person = 'Nobody' WHERE seq = 3", 3],
    ['a changed time', 'UPDATE audit SET at = at - 1 WHERE seq = 2', 2],
    ['a changed actor', "UPDATE audit SET actor = 'admin:mallory' WHERE seq = 4", 4],
    ['a removed entry', 'DELETE FROM audit WHERE seq = 2', 2],
    ['a removed beginning', 'DELETE FROM audit WHERE seq <= 2', 1],
    [
      'two entries in each other’s place',
      'UPDATE audit SET seq = CASE seq WHEN 2 THEN -3 ELSE -2 END WHERE seq IN (2, 3); UPDATE audit SET seq = -seq WHERE seq < 0',
      2,
    ],
    [
      'an entry before the first',
      'INSERT INTO audit SELECT 0, at, kind, actor, outcome, person, device, subject, detail, hash FROM audit WHERE seq = 1',
      0,
    ],
    [
      'an entry without the key',
      `INSERT INTO audit SELECT 6, at, kind, actor, outcome, 'Eve', device, subject, detail, '${'a'.repeat(64)}' FROM audit WHERE seq = 5`,
      6,
    ],
    [
      'a copy of the last entry at the end',
      'INSERT INTO audit SELECT 6, at, kind, actor, outcome, person, device, subject, detail, hash FROM audit WHERE seq = 5',
      6,
    ],
    ['a cut-off end', 'DELETE FROM audit WHERE seq > 3', 4],
    ['everything gone', 'DELETE FROM audit', 1],
    [
      'a pruning that nobody signed',
      `INSERT INTO audit_checkpoint SELECT 1, seq, hash, '${'0'.repeat(64)}' FROM audit WHERE seq = 2; DELETE FROM audit WHERE seq <= 2`,
      2,
    ],
  ])('%s', (_what, sql, seq) => {
    fill(5);
    tamper(NO_TRIGGERS, sql);
    expect(home.audit.verify()).toMatchObject({ ok: false, seq });
  });

  it('a cut-off end also after new entries were written over the gap', () => {
    fill(5);
    tamper(NO_TRIGGERS, 'DELETE FROM audit WHERE seq > 3');
    fill(4);
    expect(home.audit.verify()).toMatchObject({ ok: false, seq: 5 });
  });

  it('a cut-off end also when the file that remembers it was taken away or overwritten', () => {
    fill(5);
    const kept = readFileSync(home.layout.auditHead);
    rmSync(home.layout.auditHead);
    expect(home.audit.verify()).toMatchObject({ ok: false, seq: undefined });
    fill(1);
    expect(existsSync(home.layout.auditHead)).toBe(false);
    writeFileSync(home.layout.auditHead, 'nonsense');
    expect(home.audit.verify()).toMatchObject({ ok: false, seq: undefined });
    writeFileSync(home.layout.auditHead, kept);
    expect(home.audit.verify()).toMatchObject({ ok: true, last: 6 });
  });

  it('a whole log that was forged under another key', () => {
    fill(2);
    tamper(NO_TRIGGERS, 'DELETE FROM audit');
    rmSync(home.layout.auditHead);
    const forger = new SqliteAudit({
      registry: home.registry,
      head: home.layout.auditHead,
      secrets: new HomeSecrets(new Uint8Array(32)),
      clock,
      actor: () => 'latchkey',
    });
    forger.record({ kind: 'home-started', outcome: 'ok' });
    expect(forger.verify()).toMatchObject({ ok: true });
    expect(home.audit.verify()).toMatchObject({ ok: false, seq: 1 });
  });
});

describe('several processes', () => {
  it('append at the same time without a gap, a fork or a lost entry', async () => {
    const appender = fileURLToPath(new URL('../../../support/audit-appender.ts', import.meta.url));
    const children = ['a', 'b', 'c'].map((name) => fork(appender, [home.layout.dir, name, '40']));
    const codes = await Promise.all(children.map(async (child) => (await once(child, 'exit'))[0] as number));
    expect(codes).toEqual([0, 0, 0]);
    expect(home.audit.verify()).toMatchObject({ ok: true, entries: 120, last: 120 });
    expect(readFileSync(home.layout.auditHead, 'latin1').split(' ')[0]).toBe('120');
  }, 30_000);

  it('lose nothing that was acknowledged when one is killed in the middle', async () => {
    const appender = fileURLToPath(new URL('../../../support/audit-appender.ts', import.meta.url));
    const child = fork(appender, [home.layout.dir, 'killed', '100000']);
    let acknowledged = 0;
    child.on('message', (count) => {
      acknowledged = Number(count);
      if (acknowledged === 25) child.kill('SIGKILL');
    });
    await once(child, 'exit');
    const verdict = home.audit.verify();
    expect(verdict).toMatchObject({ ok: true });
    expect(home.audit.count()).toBeGreaterThanOrEqual(acknowledged);
    note('after');
    expect(home.audit.verify()).toMatchObject({ ok: true });
  }, 30_000);
});

describe('the remembered end', () => {
  const remembered = () => Number(readFileSync(home.layout.auditHead, 'latin1').split(' ')[0]);

  it('is the last entry, from the moment that it is there', () => {
    for (const seq of [1, 2, 3]) {
      fill(1);
      expect(remembered()).toBe(seq);
    }
  });

  it('is no alarm where a home that was killed left it behind, and is caught up by the next entry', () => {
    fill(1);
    const behind = readFileSync(home.layout.auditHead);
    fill(2);
    writeFileSync(home.layout.auditHead, behind);
    expect(home.audit.verify()).toMatchObject({ ok: true, last: 3 });
    fill(1);
    expect(remembered()).toBe(4);
  });
});

describe('forgetting', () => {
  it('keeps what is young enough, and a chain that verifies', () => {
    fill(3);
    clock.advance(10 * DAY);
    fill(2);
    expect(home.audit.prune(clock.now() - 5 * DAY)).toBe(3);
    expect(home.audit.verify()).toMatchObject({ ok: true, first: 4, last: 6 });
    clock.advance(10 * DAY);
    expect(home.audit.prune(clock.now() - 5 * DAY)).toBe(3);
    expect(home.audit.verify()).toMatchObject({ ok: true, first: 7, last: 7 });
    expect(home.audit.page({}, 9).map(({ kind, subject }) => [kind, subject])).toEqual([['audit-pruned', '6']]);
  });

  it('does nothing, and says nothing, when there is nothing old', () => {
    fill(3);
    expect(home.audit.prune(clock.now() - DAY)).toBe(0);
    expect(home.audit.count()).toBe(3);
  });

  it('lets nobody use it to drop what is young', () => {
    fill(3);
    clock.advance(10 * DAY);
    fill(2);
    home.audit.prune(clock.now() - 5 * DAY);
    expect(() => tamper('DELETE FROM audit')).toThrow('append-only');
    expect(() => tamper('UPDATE audit_checkpoint SET seq = 1')).toThrow('append-only');
    expect(() => tamper('DELETE FROM audit_checkpoint')).toThrow('append-only');
    tamper(NO_TRIGGERS, 'DELETE FROM audit_checkpoint');
    expect(home.audit.verify()).toMatchObject({ ok: false, seq: 1 });
  });

  it('leaves what is young behind an old one whose clock was wrong', () => {
    fill(1);
    clock.advance(-100 * DAY);
    fill(1);
    clock.advance(101 * DAY);
    expect(home.audit.prune(clock.now() - 5 * DAY)).toBe(0);
  });
});

describe('reading', () => {
  it('pages, newest first, and narrows', () => {
    fill(5);
    expect(home.audit.page({}, 2).map(({ seq }) => seq)).toEqual([5, 4]);
    expect(home.audit.page({ before: 4 }, 2).map(({ seq }) => seq)).toEqual([3, 2]);
    expect(home.audit.page({ after: 3 }, 9).map(({ seq }) => seq)).toEqual([4, 5]);
    expect(home.audit.page({ person: 'Person 2' }, 9).map(({ seq }) => seq)).toEqual([2]);
    expect(home.audit.page({ kind: 'home-started' }, 9)).toEqual([]);
    expect(home.audit.lastOf('invitation-created')?.seq).toBe(5);
  });

  const statements = [
    ...Object.entries(AUDIT_SQL).filter(([name]) => name !== 'count' && name !== 'firstToKeep'),
    ...[{}, { person: 'a' }, { device: 'a', before: 3 }, { kind: 'a', since: 1 }, { after: 1 }].map(
      (filter) => [JSON.stringify(filter), pageSql(filter).sql] as const,
    ),
  ];
  it.each(statements)('reads no table from end to end, and sorts nothing: %s', (_name, sql) => {
    const database = new DatabaseSync(home.layout.registry);
    const plan = database.prepare(`EXPLAIN QUERY PLAN ${sql}`).all();
    database.close();
    for (const { detail } of plan) expect(String(detail)).not.toMatch(/TEMP B-TREE/);
  });
});
