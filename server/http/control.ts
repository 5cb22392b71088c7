import { createServer, type Server } from 'node:http';
import { LatchkeyError } from '../../shared/errors.ts';

/** What other commands may ask the running home for, by the name of the path: `POST /reload`. */
export type Controls = Readonly<Record<string, () => Promise<unknown>>>;

/**
 * Answers the admin's other commands. It listens on a socket that only this user may use, which no listener leads to.
 * 200 with what came of it, or 422 with the error.
 */
export function buildControl(controls: Controls): Server {
  const work = new Map(Object.entries(controls));
  return createServer((request, response) => {
    const run = request.method === 'POST' ? work.get(request.url?.slice(1) ?? '') : undefined;
    const answer = (status: number, body: unknown) =>
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    if (!run) return void answer(404, {});
    run().then(
      (value) => answer(200, value),
      (thrown: unknown) => {
        const error = LatchkeyError.is(thrown) ? thrown : new LatchkeyError('INTERNAL', { detail: String(thrown) });
        const { code, detail, hint } = error;
        answer(422, { code, detail, hint });
      },
    );
  });
}
