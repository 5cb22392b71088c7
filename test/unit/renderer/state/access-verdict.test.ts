/** What an access test comes to: one cause is said once, and whoever gets in without a key is said first. */
import { describe, expect, test } from 'vitest';
import { judgeReport } from '../../../../renderer/state/access-verdict.ts';
import type { Kind } from '../../../../renderer/state/outcomes.ts';
import { accessOutcomeSchema } from '../../../../shared/ipc/views.ts';
import { reportOf } from '../../../support/renderer/examples.ts';

const judge = (
  kinds: readonly Kind[],
  stranger: Kind = 'refused',
  verdict: 'ok' | 'not-ok' | 'not-tested' = 'not-ok',
) =>
  judgeReport({
    ...reportOf([], { kind: stranger }),
    verdict,
    services: kinds.map((kind, index) => ({ service: `s${index}`, outcome: { kind } })),
  });

const OF_A_SERVICE: readonly Kind[] = [
  ...(['reached', 'on-the-lan', 'not-tested', 'not-allowed', 'service-down', 'refused', 'let-in'] as const),
];
const SHARED = accessOutcomeSchema.shape.kind.options.filter((kind) => !OF_A_SERVICE.includes(kind));

describe('a cause that all services share', () => {
  test.each(SHARED)('%s is said once, with one thing that helps', (kind) => {
    for (const kinds of [[kind], [kind, kind], [kind, 'not-allowed', kind]] as const) {
      expect(judge(kinds)).toMatchObject({ type: 'cause', cause: { kind }, letIn: false });
      expect(judge(kinds).help).toBeDefined();
    }
    for (const other of ['reached', 'service-down', 'on-the-lan'] as const) {
      expect(judge([kind, other]).type).toBe('trouble');
    }
  });

  test('what another test cannot change does not offer one; what the person can change does', () => {
    for (const kind of ['shut-out', 'expired', 'certificate-refused', 'server-not-trusted'] as const) {
      expect(judge([kind, kind])).toMatchObject({ canTestAgain: false });
      expect(judge([kind, kind]).help).toMatch(/^ask/);
    }
    expect(judge(['offline', 'offline'])).toMatchObject({ help: 'again', canTestAgain: true });
    expect(judge(['clock-wrong'])).toMatchObject({ help: 'clock', canTestAgain: true });
  });

  test('a service that is not running is its own matter, also when all are', () => {
    expect(judge(['service-down', 'service-down'])).toMatchObject({ type: 'trouble', help: 'ask' });
  });
});

test('whoever gets in without a key is never hidden by anything else', () => {
  for (const kinds of [['reached'], ['offline', 'offline'], ['shut-out'], ['on-the-lan'], []] as Kind[][]) {
    for (const verdict of ['ok', 'not-ok', 'not-tested'] as const) {
      expect(judge(kinds, 'let-in', verdict)).toMatchObject({ letIn: true, open: 'cloud', help: 'ask' });
    }
  }
});

test('what works needs no help', () => {
  expect(judge(['reached', 'reached'], 'refused', 'ok')).toMatchObject({ type: 'ok' });
  expect(judge(['reached', 'not-allowed'], 'refused', 'ok')).toMatchObject({ type: 'some' });
  expect(judge(['on-the-lan'], 'on-the-lan', 'ok')).toMatchObject({ type: 'at-home' });
  expect(judge([], 'refused', 'ok')).toMatchObject({ type: 'none', canTestAgain: false });
  expect(judge(['not-tested'], 'refused', 'not-tested')).toMatchObject({ type: 'not-tested' });
  expect(judge(['reached'], 'refused', 'ok').help).toBeUndefined();
});
