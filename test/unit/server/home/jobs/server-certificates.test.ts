/** When files that somebody else renews are told to be wrong, whatever words Caddy has for it. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { homeLayout } from '../../../../../server/core/layout.ts';
import { RenewedFiles } from '../../../../../server/home/jobs/server-certificates.ts';
import { LatchkeyError } from '../../../../../shared/errors.ts';

let folder: string;
let told: string[];
let asked: number;
/** What Caddy says to one load after the other; nothing where it takes the files. */
let words: (string | undefined)[];
let job: RenewedFiles;

const token = () => join(folder, 'token');
const loads = async (looks: number) => {
  for (let look = 0; look < looks; look += 1) await job.look();
};

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'latchkey-look-'));
  [told, asked, words] = [[], 0, []];
  const layout = homeLayout('/nowhere/home');
  writeFileSync(token(), 'first');
  const caddyJson = JSON.stringify({ apps: { http: { token: `{file.${token()}}` } } });
  job = new RenewedFiles({
    home: {
      ...{ layout, config: { certificates: { kind: 'internal' } } },
      audit: { record: ({ kind }: { kind: string }) => told.push(kind) },
    } as never,
    stack: {
      runningFiles: () => new Map([[layout.rendered.caddy, { content: caddyJson, mode: 0o640 }]]),
      takeFiles: async () => {
        const detail = words[asked % Math.max(1, words.length)];
        asked += 1;
        if (detail !== undefined) throw new LatchkeyError('RENDERED_NOT_ACCEPTED', { detail });
      },
    },
    clock: { now: () => 0 },
    inTurn: (work) => work(),
    onTaken: () => undefined,
    onWarning: () => undefined,
  });
  await job.look();
});
afterEach(() => rmSync(folder, { recursive: true }));

test('the same fault in other words each time is told once, and Caddy is not asked about it for ever', async () => {
  words = ['loading http: broken', 'loading tls: broken', 'loading pki: broken'];
  writeFileSync(token(), 'second');
  await loads(9);
  expect([told, asked]).toEqual([['server-certificate-refused'], 2]);
});

test('files that are written anew at every look are told of once, while what is wrong is the same', async () => {
  words = ['broken'];
  for (let look = 0; look < 6; look += 1) {
    writeFileSync(token(), `content ${look}`);
    await job.look();
  }
  expect(told).toEqual(['server-certificate-refused']);
});

test('what is wrong between two writes alone is told to nobody', async () => {
  words = ['half', undefined];
  writeFileSync(token(), 'half');
  await job.look();
  writeFileSync(token(), 'whole');
  await job.look();
  expect(told).toEqual(['server-certificate-taken']);
});

test('another fault of other files is told again', async () => {
  for (const [at, fault] of ['one', 'another'].entries()) {
    words = [fault];
    writeFileSync(token(), `bad ${at}`);
    await loads(3);
  }
  expect(told).toEqual(['server-certificate-refused', 'server-certificate-refused']);
});

test('the same content once more is nothing new', async () => {
  writeFileSync(token(), 'first');
  await loads(2);
  expect([told, asked]).toEqual([[], 0]);
});
