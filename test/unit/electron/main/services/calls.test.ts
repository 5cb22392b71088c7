import { expect, test } from 'vitest';
import { calls } from '../../../../../electron/main/services/calls.ts';

const HOME = '3f2a54a5-7c3d-4a7a-9d5e-0d6f6f3f8a01';

function make() {
  const opened: string[] = [];
  const handlers = calls({
    enrolments: {
      preview: () => Promise.reject(new Error('the home says that this app is too old')),
      unfinished: async () => [],
      placeOf: () => ({ host: 'enroll.begun.example', port: 8444 }),
      resume: async () => undefined,
    },
    enrolmentStore: { get: async () => ({ place: { host: 'enroll.home.example', port: 8443 } }) },
    openExternal: async (url: string) => void opened.push(url),
  } as never);
  return { handlers, opened };
}

test('the newest app is got from the page of the home that it is about, and from nowhere that a page or a home names', async () => {
  const { handlers, opened } = make();
  await expect(handlers.openDownloads({})).rejects.toMatchObject({ code: 'NOT_ENROLLED' });
  await handlers.openDownloads({ homeId: HOME });
  await Promise.resolve(handlers.preview({ invite: 'K7QF-2M9X-4TDX@enroll.invited.example' })).catch(() => undefined);
  await handlers.openDownloads({});
  await handlers.resume({ id: HOME });
  await handlers.openDownloads({});
  expect(opened).toEqual([
    'https://enroll.home.example:8443/',
    'https://enroll.invited.example/',
    'https://enroll.begun.example:8444/',
  ]);
});
