import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { expectedArtefacts } from '../../../scripts/release/artefacts.ts';
import { NODE_RELEASE } from '../../../server/stack/install/node-release.ts';

interface Step {
  readonly uses?: string;
  readonly run?: string;
  readonly if?: string;
  readonly with?: Record<string, unknown>;
}
interface Job {
  readonly 'timeout-minutes'?: number;
  readonly 'continue-on-error'?: unknown;
  readonly if?: string;
  readonly needs?: string | readonly string[];
  readonly permissions?: Record<string, string>;
  readonly strategy?: { readonly matrix?: { readonly include?: readonly Record<string, string>[] } };
  readonly steps: readonly Step[];
}
interface Workflow {
  readonly permissions?: Record<string, string>;
  readonly concurrency?: { readonly group?: string };
  readonly jobs: Record<string, Job>;
}

const FOLDER = '.github/workflows';
const { scripts } = JSON.parse(readFileSync('package.json', 'utf8')) as { scripts: Record<string, string> };
const names = readdirSync(FOLDER);
const text = (name: string) => readFileSync(join(FOLDER, name), 'utf8');
const workflow = (name: string) => parse(text(name)) as Workflow;
const jobs = (name: string) => Object.entries(workflow(name).jobs);
const steps = (name: string) => jobs(name).flatMap(([, job]) => job.steps);
const commands = (name: string) => steps(name).flatMap(({ run }) => (run === undefined ? [] : [run]));

/** Jobs that may write somewhere, and where. */
const WRITES = { draft: { contents: 'write' }, image: { contents: 'read', packages: 'write' } };

test('there are the workflows that are meant to be', () => {
  expect(names.sort()).toEqual(['ci.yml', 'desktop.yml', 'release.yml']);
});

describe.each(names)('%s', (name) => {
  test('runs only npm scripts and files that there are', () => {
    const words = commands(name).join('\n');
    const called = [...words.matchAll(/\bnpm (?:run (?:--silent )?([\w:.-]+)|(test)\b)/g)].map(
      ([, run, it]) => run ?? it,
    );
    expect(called.length).toBeGreaterThan(0);
    for (const script of called) expect(Object.keys(scripts)).toContain(script);
    for (const [, file = ''] of words.matchAll(/\bnode ([\w./-]+\.(?:js|mjs|ts))/g))
      expect(existsSync(file)).toBe(true);
  });

  test('pins every action to a commit, with its version beside it', () => {
    const used = text(name).match(/uses: .*/g) ?? [];
    expect(used.length).toBeGreaterThan(0);
    for (const line of used) expect(line).toMatch(/^uses: [\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
  });

  test('may read and no more, keeps no credentials, and ends in time', () => {
    expect(workflow(name).permissions).toEqual({ contents: 'read' });
    expect(workflow(name).concurrency?.group).toContain('github.ref');
    for (const [job, { permissions, 'timeout-minutes': minutes }] of jobs(name)) {
      expect(minutes).toBeLessThanOrEqual(90);
      if (!(job in WRITES)) expect(permissions).toBeUndefined();
    }
    for (const { uses, with: options } of steps(name)) {
      if (uses?.startsWith('actions/checkout@')) expect(options?.['persist-credentials']).toBe(false);
    }
  });

  test('puts nothing of an event, a matrix or a secret into a shell’s text', () => {
    for (const command of commands(name)) expect(command).not.toContain('${{');
  });

  test('takes Node from the file that names it', () => {
    for (const { uses, with: options } of steps(name)) {
      if (uses?.startsWith('actions/setup-node@')) expect(options?.['node-version-file']).toBe('.node-version');
    }
  });
});

describe('the real stores', () => {
  const stores = workflow('desktop.yml').jobs.stores;

  test('are tried on macOS and on Windows, and a job that does not try them fails', () => {
    const tried = new Set(stores?.strategy?.matrix?.include?.map(({ store }) => store));
    for (const file of readdirSync('test/real-store').filter((file) => file.endsWith('.test.ts'))) {
      expect(tried).toContain(file.replace('.test.ts', ''));
    }
    expect([stores?.if, stores?.['continue-on-error']]).toEqual([undefined, undefined]);
    const step = stores?.steps.find(({ run }) => run?.includes('test:real-store'));
    expect(step?.if).toBeUndefined();
    expect(step).not.toHaveProperty('continue-on-error');
  });
});

test('only the job that makes the draft may write, and it runs nothing of this repository', () => {
  const draft = workflow('release.yml').jobs.draft;
  expect(draft?.permissions).toEqual(WRITES.draft);
  expect(draft?.steps.some(({ uses }) => uses?.startsWith('actions/checkout@'))).toBe(false);
  const said = draft?.steps.flatMap(({ run }) => run ?? []).join('\n');
  expect(said).not.toMatch(/\b(npm|node)\b/);
  expect(said).toContain('sha256sum --check --strict SHA256SUMS');
});

describe('a release', () => {
  const { attacks, build, sign, draft } = workflow('release.yml').jobs;

  test('takes nothing out of a cache that something else filled', () => {
    for (const { uses, with: options } of steps('release.yml')) {
      expect(uses ?? '').not.toContain('cache');
      expect(options?.cache).toBeUndefined();
    }
  });

  test('runs no script of a package but keytar’s, which it builds', () => {
    const said = commands('release.yml').join('\n');
    expect(said.match(/\bnpm (ci|install|rebuild).*/g)).toEqual(['npm ci --ignore-scripts']);
    expect(build?.steps.some(({ run }) => run === 'node scripts/supply-chain/build-native.mjs')).toBe(true);
    const builder = parse(readFileSync('electron-builder.yml', 'utf8')) as { buildDependenciesFromSource: unknown };
    expect(builder.buildDependenciesFromSource).toBe(true);
  });

  test('is signed between building and the draft, by a job that installs nothing', () => {
    expect([sign?.needs, draft?.needs]).toEqual([['build', 'attacks'], 'sign']);
    expect(attacks?.steps.map(({ run }) => run)).toContain('npm run attacks');
    expect(scripts.attacks).toMatch(/^ATTACKS=full .*vitest run && ATTACKS=full .*playwright test$/);
    const said = sign?.steps.flatMap(({ run }) => run ?? []);
    expect(said).toEqual(['node scripts/release/sign.ts release']);
    const secrets = text('release.yml').match(/secrets\.RELEASE_SIGNING_KEY/g);
    expect(secrets).toHaveLength(1);
  });

  test('has every file that is uploaded in its checksums', () => {
    const endings = build?.steps.flatMap(
      ({ with: options }) => String(options?.path ?? '').match(/(?<=dist\/)[\w-]*\*\.[\w.]+/g) ?? [],
    );
    const expected = expectedArtefacts('1.0.0').map((name) =>
      name.replace(/^latest.*$/, 'latest*.yml').replace(/^[^*]*?(\.tar\.gz|\.\w+)$/, '*$1'),
    );
    expect(new Set(endings)).toEqual(new Set(expected));
  });
});

test('no workflow runs for a stranger’s branch with rights of its own', () => {
  for (const name of names) expect(text(name)).not.toMatch(/pull_request_target|workflow_run|issue_comment/);
});

test('Node is one exact version, the same everywhere', () => {
  const version = readFileSync('.node-version', 'utf8').trim();
  const { devDependencies } = JSON.parse(readFileSync('package.json', 'utf8')) as {
    devDependencies: Record<string, string>;
  };
  expect(version).toMatch(/^\d+\.\d+\.\d+$/);
  expect([devDependencies.node, NODE_RELEASE.version]).toEqual([version, version]);
});

test('a release pushes the image that compose.yaml names, for both processors, once everything is signed', () => {
  const { image } = workflow('release.yml').jobs;
  expect(image).toMatchObject({ needs: 'sign', environment: 'release', permissions: WRITES.image });
  const script = image?.steps.map(({ run = '' }) => run).join('\n') ?? '';
  expect(script).toContain('--platform linux/amd64,linux/arm64');
  expect(script).toContain('compose.yaml');
  // A token on the command line could be read by every process of the runner.
  expect(script).toContain('--password-stdin');
});
