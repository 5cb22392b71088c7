/** A home that is busy, over real HTTPS: by its own words, and by those of a proxy before it. */
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { httpsHomeApi } from '../../../electron/adapters/home/https-home-api.ts';
import { abortableSleep } from '../../../electron/adapters/sleep.ts';
import { RetryAfter } from '../../../electron/core/retry-after.ts';
import { FakeHome } from '../../support/client/fake-home.ts';
import { type Handler, type HttpsHome, startHttpsHome } from '../../support/client/https-home.ts';
import { last, MemoryClient } from '../../support/client/memory-client.ts';

let https: HttpsHome;
let client: MemoryClient;

beforeAll(async () => {
  https = await startHttpsHome(await FakeHome.create());
});
beforeEach(() => {
  https.instead = undefined;
  client = new MemoryClient(httpsHomeApi('0.1.0 linux'));
});
afterAll(() => https.close());

const failure = async (handler: Handler) => {
  https.instead = (request, response) => (request.method === 'POST' ? handler : https.pass)(request, response);
  return last(await client.enrol(https.invite()), 'failed').error;
};
const page =
  (status: number, headers: Record<string, string>): Handler =>
  (_request, response) =>
    response.writeHead(status, { 'content-type': 'text/html', ...headers }).end('<h1>Please wait</h1>');

test.each([
  [503, { 'retry-after': '7' }, 'UNAVAILABLE', 7],
  [429, { 'retry-after': ' 120 ' }, 'TOO_MANY_REQUESTS', 120],
  [503, { 'retry-after': '0' }, 'UNAVAILABLE', 1],
  // A date is read by the clock that wrote it, however wrong that or this one is.
  [503, { 'retry-after': 'Sun, 06 Nov 1994 08:50:07 GMT', date: 'Sun, 06 Nov 1994 08:49:37 GMT' }, 'UNAVAILABLE', 30],
  [503, { 'retry-after': 'Sun, 06 Nov 1994 08:49:07 GMT', date: 'Sun, 06 Nov 1994 08:49:37 GMT' }, 'UNAVAILABLE', 1],
  [503, {}, 'HOME_ANSWER_NOT_VALID', undefined],
  [503, { 'retry-after': 'soon' }, 'HOME_ANSWER_NOT_VALID', undefined],
  [503, { 'retry-after': '-5' }, 'HOME_ANSWER_NOT_VALID', undefined],
  [500, { 'retry-after': '7' }, 'HOME_ANSWER_NOT_VALID', 7],
] as const)('status %i with %j is %s', async (status, headers, code, seconds) => {
  const error = await failure(page(status, headers));
  expect([error.code, error.retryAfter]).toEqual([code, seconds]);
});

test('every question says which app asks; a home that finds it too old is believed, with where the newest one is', async () => {
  const said = new Set<unknown>();
  const error = await failure((request, response) => {
    said.add(request.headers['latchkey-app']);
    const problem = {
      type: 'about:blank',
      title: 'Old',
      status: 426,
      code: 'APP_TOO_OLD',
      hint: 'Update',
      retryable: false,
    };
    const body = { ...problem, detail: 'The newest one: https://example.org/\u001b[31mx', requestId: 'r' };
    response.writeHead(426, { 'content-type': 'application/problem+json' }).end(JSON.stringify(body));
  });
  expect([...said]).toEqual(['0.1.0 linux']);
  expect(error.code).toBe('APP_TOO_OLD');
  expect(error.detail).toMatch(/^The newest one: https:\/\/example\.org\/[^\p{Cc}]*x$/u);
});

test('an enrolment waits as long as it is told to, and ends with one certificate', async () => {
  let refusals = 2;
  https.instead = (request, response) => {
    if (request.url === '/v1/certificates' && refusals-- > 0)
      return page(503, { 'retry-after': '1' })(request, response);
    return https.pass(request, response);
  };
  const told: (number | undefined)[] = [];
  const retry = new RetryAfter({ sleep: abortableSleep, waiting: (seconds) => told.push(seconds) });
  const { enrolment } = client.start();
  const preview = await enrolment.preview(https.invite());
  const events = await retry.run(
    () => client.follow(enrolment.start(preview)),
    (all) => all.flatMap((event) => (event.type === 'failed' ? event.error : []))[0],
  );
  last(events, 'done');
  expect(told).toEqual([1, undefined, 2, undefined]);
  expect(client.store.held.size).toBe(1);
});

test('a wait that is stopped ends at once', async () => {
  const retry = new RetryAfter({
    sleep: abortableSleep,
    waiting: (seconds) => {
      if (seconds !== undefined) setImmediate(() => retry.stop());
    },
  });
  https.instead = (request, response) =>
    (request.method === 'POST' ? page(503, { 'retry-after': '100' }) : https.pass)(request, response);
  const { enrolment } = client.start();
  const asking = retry.run(
    () => enrolment.preview(https.invite()),
    () => undefined,
  );
  await expect(asking).rejects.toMatchObject({ code: 'UNAVAILABLE', retryAfter: 100 });
});
