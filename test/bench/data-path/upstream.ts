import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import process from 'node:process';
import { findTools } from '../../../server/stack/tools.ts';
import { type Running, startProgram } from '../../support/processes.ts';
import { until } from './until.ts';

/** A service that costs next to nothing: HAProxy, which answers by itself. */
export async function startUpstream(dir: string, port: number): Promise<Running> {
  const file = join(dir, 'upstream.cfg');
  await writeFile(
    file,
    `global
  nbthread 1
defaults
  mode http
  timeout client 1m
  timeout http-keep-alive 1m
frontend upstream
  bind 127.0.0.1:${port}
  http-request return status 200 content-type text/plain string "You are in."
`,
  );
  const { haproxy } = await findTools(process.env);
  const running = startProgram({ file: haproxy.path, args: ['-db', '-f', file] });
  await until(port);
  return running;
}
