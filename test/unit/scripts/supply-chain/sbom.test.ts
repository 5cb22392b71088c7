import { expect, test } from 'vitest';
import { nameOf, readLocked } from '../../../../scripts/supply-chain/lock-file.ts';
import { run } from '../../../support/processes.ts';

interface Bom {
  readonly bomFormat: string;
  readonly specVersion: string;
  readonly serialNumber: string;
  readonly metadata: { readonly component: { readonly 'bom-ref': string } };
  readonly components: readonly {
    readonly 'bom-ref': string;
    readonly name: string;
    readonly version: string;
    readonly purl: string;
    readonly hashes?: readonly { readonly alg: string; readonly content: string }[];
    readonly licenses?: readonly unknown[];
  }[];
  readonly dependencies: readonly { readonly ref: string; readonly dependsOn?: readonly string[] }[];
}

test('the SBOM is CycloneDX, names every locked package with its licence and hash, and refers to nothing else', async () => {
  const { code, stdout } = await run({ file: 'npm', args: ['run', '--silent', 'sbom'] });
  expect(code).toBe(0);
  const bom = JSON.parse(stdout) as Bom;
  expect(bom.bomFormat).toBe('CycloneDX');
  expect(bom.specVersion).toMatch(/^1\.[5-9]$/);
  expect(bom.serialNumber).toMatch(/^urn:uuid:[0-9a-f-]{36}$/);

  const listed = new Set(bom.components.map(({ name, version }) => `${name}@${version}`));
  const locked = [...readLocked(process.cwd())].filter(([, { optional }]) => !optional);
  expect(locked.map(([place, { version }]) => `${nameOf(place)}@${version}`).filter((id) => !listed.has(id))).toEqual(
    [],
  );

  const refs = [bom.metadata.component['bom-ref'], ...bom.components.map((each) => each['bom-ref'])];
  expect(new Set(refs).size).toBe(refs.length);
  const referred = bom.dependencies.flatMap(({ ref, dependsOn = [] }) => [ref, ...dependsOn]);
  expect(referred.filter((ref) => !refs.includes(ref))).toEqual([]);

  const known = new Set(locked.map(([place, { version }]) => `${nameOf(place)}@${version}`));
  for (const { name, version, purl, licenses, hashes } of bom.components) {
    if (!known.has(`${name}@${version}`)) continue;
    expect(purl).toBe(`pkg:npm/${name.replace('@', '%40')}@${version}`);
    expect(licenses, name).toHaveLength(1);
    expect(hashes?.[0], name).toMatchObject({ alg: 'SHA-512', content: expect.stringMatching(/^[0-9a-f]{128}$/) });
  }
});
