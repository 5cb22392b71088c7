import { join } from 'node:path';
import process from 'node:process';
import { type Running, startProgram } from '../../support/processes.ts';
import { until } from './until.ts';

/** Starts `bytes-service.ts` in a process of its own. */
export async function startBytesService(_dir: string, port: number): Promise<Running> {
  const running = startProgram({
    file: process.execPath,
    args: [join(import.meta.dirname, 'bytes-service.ts'), String(port)],
  });
  await until(port);
  return running;
}
