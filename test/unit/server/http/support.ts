import { type ApiOptions, type ApiPorts, buildApi } from '../../../../server/http/api.ts';
import type { Limits } from '../../../../server/http/limits.ts';
import { createLogger } from '../../../../server/http/log.ts';
import type { PageBundle } from '../../../../server/http/pages/page-bundle.ts';
import { type FixedClock, fixedClock, makeHome, random } from '../core/support.ts';

/** Limits that no test reaches by accident. */
export const NO_LIMITS: Limits = {
  requests: { perSource: { points: 1e6, duration: 60 }, overAll: { points: 1e6, duration: 60 } },
  failures: { perSource: { points: 1e6, duration: 60 }, overAll: { points: 1e6, duration: 60 } },
};

/** What a page needs to be served. */
const NO_PAGE: PageBundle = {
  entry: 'main.js',
  styles: ['main.css'],
  files: new Map([
    ['main.js', new TextEncoder().encode('void 0')],
    ['main.css', new Uint8Array()],
  ]),
};

/** The signing API on a home of its own, with everything that it logs. */
export async function makeApi(
  options: Partial<ApiOptions> = {},
  clock: FixedClock = fixedClock(),
  ports: Partial<ApiPorts> = {},
) {
  const home = await makeHome(clock);
  const lines: string[] = [];
  const logger = createLogger({ write: (line) => void lines.push(line) });
  const app = buildApi(
    { version: '1.2.3', lan: ['192.168.1.0/24', 'fd12:3456:789a::/48'], limits: NO_LIMITS, page: NO_PAGE, ...options },
    { ...home, random, logger, ...ports },
  );
  const post = (url: string, body: unknown, from = '203.0.113.7') =>
    app.inject({
      method: 'POST',
      url,
      headers: { 'content-type': 'application/json', 'x-forwarded-for': from },
      payload: JSON.stringify(body),
    });
  return {
    app,
    home,
    lines,
    post,
    dispose: async () => {
      await app.close();
      home.dispose();
    },
  };
}

export type TestApi = Awaited<ReturnType<typeof makeApi>>;
