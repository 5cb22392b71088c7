// Reads what electron-builder made and fails on a surprise: node scripts/pack/check-package.ts [output folder]
import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import process from 'node:process';
import { parse } from 'yaml';
import { madeElsewhere } from './built-here.ts';
import { surprises, wrongFuseConfiguration } from './package-rules.ts';
import { findPackedApps, nameOf, readPackage } from './read-package.ts';

export interface Checked {
  /** What was read, one line for each app. */
  readonly read: string[];
  readonly surprises: string[];
}

/**
 * @param root the checkout, for electron-builder.yml
 * @param output electron-builder's output folder
 */
export async function checkPackages(root: string, output: string): Promise<Checked> {
  const config = parse(await readFile(join(root, 'electron-builder.yml'), 'utf8')) as {
    electronFuses?: Record<string, unknown>;
    buildDependenciesFromSource?: unknown;
  };
  const found = [
    ...wrongFuseConfiguration(config.electronFuses),
    ...(await madeElsewhere(join(root, 'node_modules/keytar'))),
    ...(config.buildDependenciesFromSource === true ? [] : ['electron-builder.yml does not build from source']),
  ];
  const read: string[] = [];
  const apps = await findPackedApps(output);
  if (apps.length === 0) found.push(`there is no packed app in ${output}`);
  for (const app of apps) {
    const facts = await readPackage(app);
    const { archive, resources, fuses } = facts;
    const name = nameOf(app);
    read.push(`${name}: ${fuses[0]?.length} fuses, ${archive.length} files in app.asar, ${resources.length} resources`);
    found.push(...surprises(facts).map((surprise) => `${name}: ${surprise}`));
  }
  return { read, surprises: found };
}

/** Says what was read and what is wrong; a surprise is this process's failure. */
export function report({ read, surprises }: Checked): void {
  for (const line of read) console.log(line);
  for (const surprise of surprises) console.error(`error: ${surprise}`);
  if (surprises.length > 0) process.exitCode = 1;
  else console.log('No surprises.');
}

if (import.meta.main) {
  const root = join(import.meta.dirname, '../..');
  report(await checkPackages(root, resolve(process.argv[2] ?? join(root, 'dist'))));
}
