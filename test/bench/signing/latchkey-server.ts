/**
 * A signing API of its own, for the bench: `node latchkey-server.ts <invitations>`. Real registry on disk, real audit log,
 * real active set; the limits per source are lifted, since one load generator plays a thousand families. Prints one JSON
 * line `{port, codes}` when it listens, and ends with its standard input.
 */

import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import process from 'node:process';
import pino from 'pino';
import { readPageBundle } from '../../../server/home/files/page-bundle.ts';
import { buildApi } from '../../../server/http/api.ts';
import { makeHome } from '../../unit/server/core/support.ts';

const count = Number(process.argv[2]);
const home = await makeHome();
const codes = Array.from(
  { length: count },
  () => home.invitations.invite({ person: 'Bench', deviceName: 'Laptop' }).code,
);
const endless = { points: 1e9, duration: 60 };
const unlimited = { perSource: endless, overAll: endless };
const app = buildApi(
  { version: '0', page: readPageBundle(), lan: ['127.0.0.0/8'], limits: { requests: unlimited, failures: unlimited } },
  { ...home, logger: pino({ level: 'silent' }) },
);
await app.listen({ host: '127.0.0.1', port: 0 });
process.stdout.write(`${JSON.stringify({ port: (app.server.address() as AddressInfo).port, codes })}\n`);
process.stdin.resume();
await once(process.stdin, 'end');
await app.close();
home.dispose();
