// Checks the import directions: node scripts/check-imports.ts
// Rules are about one import, or a circle of them: what has changed, and all that it leads to, decides.
import { existsSync, readFileSync } from 'node:fs';
import { dirname, extname, join } from 'node:path';
import { cruise, type ICruiseResult } from 'dependency-cruiser';
import { changedSince } from './changed.ts';
import { importRules } from './import-rules.ts';

const EXTENSIONS = ['.ts', '.tsx', '.mts', '.cts', '.mjs', '.cjs', '.js', '.json', '.node'];
const FOLDERS = ['shared', 'electron', 'renderer', 'server', 'test'];

export interface ImportCheck {
  readonly files: number;
  /** `<rule>: <file> → <file>` */
  readonly violations: readonly string[];
}

/** What a file's docstrings link to and is not there: no import, so nobody else would notice. */
function deadLinks(root: string, source: string): string[] {
  const links = readFileSync(join(root, source), 'utf8').matchAll(/@link import\('(\.[^']+)'\)/g);
  return [...links]
    .map(([, link = '']) => join(dirname(source), link))
    .filter((path) => !existsSync(join(root, path)))
    .map((path) => `dead-link: ${source} → ${path}`);
}

/** @param from the files and folders to begin at; what they import is checked too */
export async function checkImports(root: string, from: readonly string[] = FOLDERS): Promise<ImportCheck> {
  const { output } = await cruise(
    from.filter((path) => existsSync(join(root, path))),
    { ...importRules, baseDir: root },
    {
      extensions: EXTENSIONS,
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types', 'require'],
    },
  );
  const { modules, summary } = output as ICruiseResult;
  const violations = summary.violations.map(({ rule, from, to, cycle }) => {
    const way = cycle ? cycle.map((step) => step.name).join(' → ') : to;
    return `${rule.name}: ${from} → ${way}`;
  });
  const own = modules
    .map(({ source }) => source)
    .filter((source) => FOLDERS.some((folder) => source.startsWith(`${folder}/`)) && existsSync(join(root, source)));
  return { files: own.length, violations: [...violations, ...own.flatMap((source) => deadLinks(root, source))] };
}

if (import.meta.main) {
  const { paths, passed } = changedSince('imports');
  const from = paths?.filter(
    (path) => FOLDERS.includes(path.split('/')[0] ?? '') && EXTENSIONS.includes(extname(path)),
  );
  const { files, violations } =
    from?.length === 0 ? { files: 0, violations: [] } : await checkImports(join(import.meta.dirname, '..'), from);
  for (const violation of violations) console.error(`error: ${violation}`);
  console.error(`import rules: ${files} files, ${violations.length} violations`);
  if (violations.length > 0 || (files === 0 && from?.length !== 0)) process.exitCode = 1;
  else passed();
}
