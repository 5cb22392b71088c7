/**
 * Programs that change links send the code to the home in the path. The page still opens, and no log keeps the code: it
 * works until it is used.
 */
import { appendFileSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { homeLayout } from '../../../server/core/layout.ts';
import { probe } from '../../support/probe.ts';
import type { Running } from '../../support/processes.ts';
import { ENROLMENT_HOST, makeThrowAwayHome, type ThrowAwayHome } from '../../support/throw-away-home.ts';

let home: ThrowAwayHome;
let up: Running;
let code: string;
const talk: string[] = [];
beforeAll(async () => {
  home = await makeThrowAwayHome();
  appendFileSync(homeLayout(home.dir).config, 'access-log: on\n');
  ({ up } = await home.up((line) => talk.push(line)));
  ({ code } = await home.invite('Dave'));
}, 120_000);
afterAll(async () => {
  await up?.stop();
  await home?.remove();
});

const ask = (path: string) => probe({ port: home.httpsPort, host: ENROLMENT_HOST, path });
const pages = (form: string) => [
  `/i%23${form}`,
  `/i%2523${form}`,
  `/i/%23${form}`,
  `/i/#${form}`,
  `/i/${form}`,
  `/I%23${form}`,
  `//i%23${form}`,
  `/%69%23${form}`,
  `/i;${form}`,
  `/i?${form}`,
  `/i/?code=${form}`,
];
const others = (form: string) => [
  `/${form}`,
  `/%23${form}`,
  `/x/i%23${form}`,
  `/v1/${form}`,
  `/v1/../i%23${form}`,
  `/.well-known/${form}`,
];

it('the page opens, and no log holds the code', async () => {
  const forms = [code, code.toLowerCase(), code.replaceAll('-', ''), code.replaceAll('-', '%2D')];
  for (const form of forms) {
    for (const path of pages(form)) {
      expect(await ask(path), path).toMatchObject({
        kind: 'answer',
        status: 200,
        body: expect.stringContaining('<title>Latchkey'),
      });
    }
    for (const path of others(form)) expect((await ask(path)).kind, path).toBe('answer');
  }
  // A request that is logged, after all of those.
  expect(await ask('/v1/health')).toMatchObject({ status: 200 });
  const { logs } = homeLayout(home.dir);
  const read = () =>
    readdirSync(logs, { recursive: true, withFileTypes: true })
      .filter((entry) => !entry.isDirectory())
      .map(({ parentPath, name }) => readFileSync(join(parentPath, name), 'utf8'))
      .join('\n');
  await expect.poll(read, { timeout: 10_000 }).toContain('"uri":"/v1/health"');
  const told = `${read()}\n${talk.join('\n')}`;
  const found = forms.filter((form) => told.toLowerCase().includes(form.toLowerCase()));
  expect(found).toEqual([]);
}, 60_000);
