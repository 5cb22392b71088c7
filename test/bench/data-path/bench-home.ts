import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Running } from '../../support/processes.ts';
import { enrolSoftDevice } from '../../support/soft-device.ts';
import { ENROLMENT_HOST, HAND_WRITTEN, type ThrowAwayHome } from '../../support/throw-away-home.ts';
import '../shipped.ts';

/** A home that runs, and a file with a device's certificate and its key, PEM. */
export interface BenchHome {
  readonly up: Running;
  readonly certificate: string;
}

/** Starts a home whose `cloud` and hand-written site lead to one service, which is not to be what limits them. */
export async function startInFrontOf(home: ThrowAwayHome, dir: string, servicePort: number): Promise<BenchHome> {
  for (const name of ['cloud', HAND_WRITTEN]) {
    const own = home.services.find((each) => each.name === name)?.upstream ?? '';
    for (const file of ['latchkey.yaml', join('sites', `${HAND_WRITTEN}.caddy`)]) {
      const path = join(home.dir, file);
      await writeFile(path, (await readFile(path, 'utf8')).replaceAll(own, `http://127.0.0.1:${servicePort}`));
    }
  }
  const { up } = await home.up();
  const { code } = await home.invite('Bench');
  const { identity } = await enrolSoftDevice({ host: ENROLMENT_HOST, port: home.httpsPort }, code);
  const certificate = join(dir, 'device.pem');
  await writeFile(certificate, `${identity.cert}\n${identity.key}\n`, { mode: 0o600 });
  return { up, certificate };
}
