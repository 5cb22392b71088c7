import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';

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
      if (job !== 'draft') expect(permissions).toBeUndefined();
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
  expect(draft?.permissions).toEqual({ contents: 'write' });
  expect(draft?.steps.some(({ uses }) => uses?.startsWith('actions/checkout@'))).toBe(false);
  expect(draft?.steps.flatMap(({ run }) => run ?? []).join('\n')).not.toMatch(/\b(npm|node)\b/);
});
