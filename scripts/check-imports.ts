// Checks the import directions: node scripts/check-imports.ts
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { cruise, type ICruiseResult } from 'dependency-cruiser';
import { importRules } from './import-rules.ts';

const FOLDERS = ['shared', 'electron', 'renderer', 'server', 'test'];

export interface ImportCheck {
  readonly files: number;
  /** `<rule>: <file> → <file>` */
  readonly violations: readonly string[];
}

export async function checkImports(root: string): Promise<ImportCheck> {
  const folders = FOLDERS.filter((folder) => existsSync(join(root, folder)));
  const { output } = await cruise(
    folders,
    { ...importRules, baseDir: root },
    {
      extensions: ['.ts', '.tsx', '.mts', '.cts', '.mjs', '.cjs', '.js', '.json', '.node'],
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types', 'require'],
    },
  );
  const { modules, summary } = output as ICruiseResult;
  const violations = summary.violations.map(({ rule, from, to, cycle }) => {
    const way = cycle ? cycle.map((step) => step.name).join(' → ') : to;
    return `${rule.name}: ${from} → ${way}`;
  });
  return {
    files: modules.filter(({ source }) => FOLDERS.some((folder) => source.startsWith(`${folder}/`))).length,
    violations,
  };
}

if (import.meta.main) {
  const { files, violations } = await checkImports(join(import.meta.dirname, '..'));
  for (const violation of violations) console.error(`error: ${violation}`);
  console.error(`import rules: ${files} files, ${violations.length} violations`);
  if (violations.length > 0 || files === 0) process.exitCode = 1;
}
