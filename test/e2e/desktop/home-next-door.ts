/** A second real home, with another name, domain and authority, for which this whole machine is the LAN. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startProgram } from '../../support/processes.ts';
import { LATCHKEY } from '../../support/programs.ts';
import { startSampleService } from '../../support/sample-service.ts';
import { freePorts } from '../../support/stack/free-ports.ts';
import { type Invited, latchkeyJson } from '../../support/throw-away-home.ts';

export interface HomeNextDoor {
  readonly name: string;
  /** @returns `CODE@host:port/pin` */
  invite(person: string): Promise<string>;
  remove(): Promise<void>;
}

export async function makeHomeNextDoor(): Promise<HomeNextDoor> {
  const name = 'Home Next Door';
  const dir = await mkdtemp(join(tmpdir(), 'latchkey-next-door-'));
  const [https = 0, http = 0] = await freePorts(2);
  const service = await startSampleService('cloud');
  await latchkeyJson([
    ...[
      'init',
      '--dir',
      dir,
      '--domain',
      'next.localhost',
      '--name',
      name,
      '--lan',
      '127.0.0.0/24',
      '--lan',
      '::1/128',
    ],
    ...['--https-port', String(https), '--http-port', String(http)],
    ...['--service', `cloud=${service.upstream}`, '--certificates', 'internal'],
  ]);
  const up = startProgram({ file: process.execPath, args: [LATCHKEY, 'up', '--dir', dir, '--json'] });
  await up.nextLine();
  return {
    name,
    invite: async (person) => (await latchkeyJson<Invited>(['invite', person, '--dir', dir])).invite,
    async remove() {
      await up.stop();
      await service.close();
      await rm(dir, { recursive: true, force: true });
    },
  };
}
