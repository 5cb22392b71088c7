import { expect, test } from 'vitest';
import { entryView } from '../../../../server/console/views.ts';
import type { StoredAuditEntry } from '../../../../server/core/audit/audit.ts';
import type { OpenHome } from '../../../../server/home/open.ts';
import { auditEntrySchema } from '../../../../shared/console/log.ts';

test('an entry that says more than the contract takes is cut, and takes no page with it', () => {
  const entry: StoredAuditEntry = {
    ...{ seq: 1, at: 0, kind: 'configuration-refused', actor: 'latchkey', outcome: 'refused', hash: '' },
    detail: { reason: 'services: is not understood here. '.repeat(200), faults: 200 },
  };
  const { detail, text } = auditEntrySchema.parse(entryView(entry, {} as OpenHome));
  expect(detail).toEqual({ reason: expect.stringMatching(/^services: .*…$/), faults: 200 });
  expect(text).toContain('services: is not understood here.');
});
