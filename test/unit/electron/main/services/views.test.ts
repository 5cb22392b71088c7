import { describe, expect, test } from 'vitest';
import { storeError as windowsError } from '../../../../../electron/adapters/windows/output.ts';
import { enrolmentRecordSchema } from '../../../../../electron/core/enrolment-record.ts';
import { skippedStore } from '../../../../../electron/core/installed/install.ts';
import { toFailure } from '../../../../../electron/main/ipc/failure.ts';
import { homeView } from '../../../../../electron/main/services/views.ts';
import { failureSchema } from '../../../../../shared/ipc/views.ts';
import { record } from '../enrolled-record.ts';

describe('why a browser has no key', () => {
  test('comes from the store to the record to the window, with its cause', () => {
    const error = windowsError({ exitCode: 1, stdout: 'LATCHKEY ERROR 800704EC bm8=\n', stderr: '' });
    const skipped = skippedStore({ store: { id: 'my', name: 'Windows' }, error });
    const kept = enrolmentRecordSchema.shape.skipped.parse(JSON.parse(JSON.stringify([skipped])));
    const [view] = homeView({ ...record(), state: 'enrolled', skipped: kept }, []).skipped;
    expect(view?.failure).toEqual({ code: 'STORE_FAILED', detail: error.detail, storeCause: 'policy' });
    expect(failureSchema.parse(toFailure(error))).toMatchObject({ storeCause: 'policy' });
  });

  test('that a later version wrote and this one does not know is a failure like any', () => {
    const tomorrow = { id: 'my', name: 'Windows', code: 'STORE_FAILED', detail: 'x', storeCause: 'no-sun' };
    const [view] = homeView({ ...record(), state: 'enrolled', skipped: [tomorrow] }, []).skipped;
    expect(view?.failure).toEqual({ code: 'STORE_FAILED', detail: 'x' });
  });
});
