/** The program that is the admin's console, as a test looks at it. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { run } from './processes.ts';

/** The process of a home's console; 0 while there is none. */
export async function consolePid(dir: string): Promise<number> {
  const text = await readFile(join(dir, 'run/children.json'), 'utf8');
  const children = JSON.parse(text) as { readonly name: string; readonly pid: number }[];
  return children.find(({ name }) => name === 'console')?.pid ?? 0;
}

/** What a program with the console's rights can do to the home: `done`, or the code of the error, by what it tried. */
export async function triedWithItsRights(dir: string): Promise<unknown> {
  const words = (await readFile(`/proc/${await consolePid(dir)}/cmdline`, 'utf8')).split('\0');
  const script = `const fs = require('fs'), cp = require('child_process'), dir = ${JSON.stringify(dir)}, out = {};
    for (const [name, attempt] of Object.entries({
      secret: () => fs.readFileSync(dir + '/secret.key'),
      homelabCa: () => fs.readFileSync(dir + '/ca/homelab-ca.key'),
      serverRoot: () => fs.readFileSync(dir + '/ca/server-root.key'),
      folder: () => fs.readdirSync(dir),
      configuration: () => fs.appendFileSync(dir + '/latchkey.yaml', ' '),
      program: () => cp.execFileSync('/bin/true'),
    })) try { attempt(); out[name] = 'done' } catch (error) { out[name] = error.code }
    console.log(JSON.stringify(out));`;
  const flags = words.filter((word) => /^--(permission|allow)/.test(word));
  const { stdout } = await run({ file: process.execPath, args: [...flags, '-e', script] });
  return JSON.parse(stdout);
}
