import { expect, test } from 'vitest';
import { clientAuthHolds } from '../../../../../server/console/handlers/overview.ts';

const finding = (check: string, severity: 'ok' | 'not-checked' | 'warning' | 'error') => ({
  ...{ check, severity, code: null, values: {}, what: 'What is seen.', why: null, fix: null },
});

test.each([
  ['every attack was refused', [finding('client-auth', 'ok'), finding('dns', 'error')], true],
  ['somebody got in', [finding('client-auth', 'error'), finding('client-auth', 'error')], false],
  ['no attack reached it', [finding('client-auth', 'warning')], null],
  ['the home does not run', [finding('client-auth', 'not-checked')], null],
  ['the doctor itself failed', [finding('doctor', 'error')], null],
  ['nobody has looked', [], null],
])('when %s, the overview says of the client-auth check no more than that', (_what, findings, holds) => {
  expect(clientAuthHolds(findings)).toBe(holds);
});
