/** Files that sites log to: Caddy does not start when it may not write one. */
import { type Stats, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { z } from 'zod';
import { shellWord } from '../../core/doctor/commands.ts';
import type { HomeLayout } from '../../core/layout.ts';
import type { Found } from './findings.ts';

const toFile = z.looseObject({ writer: z.looseObject({ output: z.literal('file'), filename: z.string() }) });

function seen(path: string): Stats | undefined {
  try {
    return statSync(path);
  } catch {
    return undefined;
  }
}

/** The user that Caddy runs as: its folder of sockets is theirs. Undefined for a home that has never run. */
const userOf = ({ run }: HomeLayout): number | undefined => seen(run.caddy)?.uid;

/** Whether it is certain that a user may not write; what a group may is not looked into. */
function cannotWrite(user: number, { uid, mode }: Stats): boolean {
  if (user === 0) return false;
  if (uid === user) return (mode & 0o200) === 0;
  return (mode & 0o022) === 0;
}

/** What is wrong with the file that a logger writes to, when the user of Caddy certainly cannot write it. */
export function unwritableLog(logger: unknown, layout: HomeLayout): readonly Found[] {
  const user = userOf(layout);
  const { success, data } = toFile.safeParse(logger);
  if (user === undefined || !success) return [];
  const { filename } = data.writer;
  if (filename.startsWith(`${layout.dir}/`)) return [];
  let at = filename;
  while (!seen(at) && at !== dirname(at)) at = dirname(at);
  const found = seen(at);
  if (!found || !cannotWrite(user, found)) return [];
  const folder = shellWord(dirname(filename));
  return [
    `has a log ${filename}, and Caddy runs as user ${user}, who may not write to ${at}; make that user a folder (sudo install -d -o ${user} ${folder}), or leave the log out: the home keeps an access log of its own`,
  ];
}
