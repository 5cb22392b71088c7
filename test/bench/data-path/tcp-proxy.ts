import { writeFile } from 'node:fs/promises';
import process from 'node:process';
import { findTools } from '../../../server/stack/tools.ts';
import { type Running, startProgram } from '../../support/processes.ts';

/** Starts a HAProxy that passes TCP on. @param sections of its configuration, after the defaults, written into the file */
export async function startTcpProxy(file: string, sections: string): Promise<Running> {
  await writeFile(
    file,
    `global
  maxconn 4000
defaults
  mode tcp
  timeout connect 5s
  timeout client 30s
  timeout server 30s
${sections}`,
  );
  const { haproxy } = await findTools(process.env);
  return startProgram({ file: haproxy.path, args: ['-db', '-f', file] });
}
