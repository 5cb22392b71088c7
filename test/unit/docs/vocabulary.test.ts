/** What the guides call a key of latchkey.yaml is one, with a value that it takes; files and npm scripts exist. */
import { existsSync, globSync, readFileSync } from 'node:fs';
import { Ajv2020, type AnySchema } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { configJsonSchema } from '../../../server/core/config/json-schema.ts';
import { withOwnKey } from '../../support/age-key.ts';
import { codeBlocks } from '../../support/markdown.ts';

const GUIDES = ['README.md', 'CONTRIBUTING.md', 'SECURITY.md', 'resources/server/README.md', ...globSync('docs/*.md')];
/** They speak of other programs' settings too, and of what was once. */
const DECISIONS = globSync('docs/decisions/*.md');
/** Files that somebody makes who wants them. */
const OPTIONAL = ['resources/home.json'];
/** Top-level keys of YAML that is somebody else's: Prometheus, Compose. */
const OTHERS = /^(scrape_configs:|services:\n {2}\w+:\n {4}image:)/m;

interface Schema {
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly [key: string]: unknown;
}

/** Every key of latchkey.yaml with what it takes, at each place that it has. */
function keysOf(schema: unknown, found = new Map<string, Schema[]>()): Map<string, Schema[]> {
  if (typeof schema !== 'object' || schema === null) return found;
  for (const [name, each] of Object.entries((schema as Schema).properties ?? {})) {
    found.set(name, [...(found.get(name) ?? []), each]);
  }
  for (const each of Object.values(schema)) keysOf(each, found);
  return found;
}

const whole = configJsonSchema();
const keys = keysOf(whole);
const ajv = new Ajv2020({ strict: false, validateFormats: false });
const accepts = (schema: AnySchema, value: unknown) => ajv.compile(schema)(value) === true;

const withoutBlocks = (markdown: string) => markdown.replaceAll(/^```[\s\S]*?^```$/gm, '');
const spans = (markdown: string) =>
  [...withoutBlocks(markdown).matchAll(/`([^`\n]+)`/g)].map(([, code = '']) => code.trim());

/** Words that look like a key with a value and are none: headers, commands of other programs. */
const NO_KEY = /^(area|https?|http|unix|urn|mailto|latchkey|sha256|file|data|node):/;

/** What is wrong with `key: value`, spoken of in a sentence; undefined when nothing is, or it is no such thing. */
function wrongSpan(code: string): string | undefined {
  const [, key = '', text = ''] = /^([a-z][a-z0-9-]*):(?: (.*))?$/.exec(code) ?? [];
  if (key === '' || NO_KEY.test(code)) return undefined;
  const schemas = keys.get(key);
  if (schemas === undefined) return `${code}: latchkey.yaml has no ${key}`;
  if (text === '' || /[…<>|]/.test(text)) return undefined;
  // `audit: keep-days:` is a path, and `certificates: dns-01` names a key that has more below it.
  if (/^[a-z-]+:/.test(text)) return wrongSpan(text);
  if (schemas.some((schema) => keysOf(schema).has(text))) return undefined;
  const value: unknown = parse(text);
  return schemas.some((schema) => accepts(schema, value)) ? undefined : `${code}: ${key} takes something else`;
}

/** Keys that are named without a value: `` `x` in latchkey.yaml ``. */
const namedKeys = (markdown: string) =>
  [...withoutBlocks(markdown).matchAll(/`([a-z-]+)`\s+(?:in|of)\s+latchkey\.yaml/g)].map(([, key = '']) => key);

/** Unknown keys and wrong values of a block, as a part of latchkey.yaml: what is missing in a part is not wrong. */
function wrongBlock(text: string): string[] {
  if (OTHERS.test(text)) return [];
  const part: unknown = parse(text.replaceAll('…', 'x'));
  if (typeof part !== 'object' || part === null || Array.isArray(part)) return [];
  return Object.entries(part).flatMap(([key, value]) => {
    const schemas = keys.get(key);
    if (schemas === undefined) return [`${key}: latchkey.yaml has no such key`];
    return schemas.some((schema) => accepts(schema, value)) ? [] : [`${key}: ${JSON.stringify(value)} is not taken`];
  });
}

const FILE = /^(?:test|scripts|server|electron|renderer|shared|docs|resources|\.github)\/[\w./*{},-]+$/;
const isThere = (file: string) => (/[*{]/.test(file) ? globSync(file).length > 0 : existsSync(file));
const { scripts } = JSON.parse(readFileSync('package.json', 'utf8')) as { scripts: Record<string, string> };

it.each(GUIDES)('%s names only keys that latchkey.yaml has, with values that they take', (page) => {
  const markdown = readFileSync(page, 'utf8');
  expect(spans(markdown).flatMap((code) => wrongSpan(code) ?? [])).toEqual([]);
  expect(namedKeys(markdown).filter((key) => !keys.has(key))).toEqual([]);
  const blocks = codeBlocks(markdown).filter(({ language }) => language === 'yaml');
  expect(blocks.flatMap(({ text }) => wrongBlock(withOwnKey(text)))).toEqual([]);
});

describe.each([...GUIDES, ...DECISIONS])('%s', (page) => {
  const markdown = readFileSync(page, 'utf8');

  it('names only files and npm scripts that there are', () => {
    const files = spans(markdown).filter((code) => FILE.test(code) && !OPTIONAL.includes(code));
    expect(files.filter((file) => !isThere(file))).toEqual([]);
    const called = [...markdown.matchAll(/\bnpm run (?:--silent )?([\w:-]+)/g)].map(([, name = '']) => name);
    expect(called.filter((name) => !Object.hasOwn(scripts, name))).toEqual([]);
  });

  it('links only to files that there are', () => {
    const folder = page.slice(0, page.lastIndexOf('/') + 1);
    const links = [...markdown.matchAll(/\]\((?!https?:|mailto:|#)([^)#\s]+)/g)].map(([, link = '']) => link);
    expect(links.filter((link) => !existsSync(`${folder}${link}`))).toEqual([]);
  });
});

describe('docs/verification.md', () => {
  const markdown = readFileSync('docs/verification.md', 'utf8');

  it('names every test by its whole path, with a heading for each promise', () => {
    const tests = spans(markdown).filter((code) => /\.(test|spec)\.ts$/.test(code));
    expect(tests.length).toBeGreaterThan(50);
    expect(tests.filter((test) => !test.startsWith('test/') || !isThere(test))).toEqual([]);
    expect(markdown.split('\n').filter((line) => line.startsWith('|') || line.length > 130)).toEqual([]);
  });
});

describe('docs/architecture.md', () => {
  const [, tree = ''] =
    /^## Folders are trust zones$[\s\S]*?^```$\n([\s\S]*?)^```$/m.exec(readFileSync('docs/architecture.md', 'utf8')) ??
    [];
  const named = tree
    .split('\n')
    .flatMap((line) => /^ *((?:renderer|electron|server|shared)[\w/]*)\b/.exec(line)?.[1] ?? []);

  it('names every folder that is a zone, and no other', () => {
    const zones = ['electron', 'server']
      .flatMap((part) => globSync(`${part}/*/`))
      .map((each) => each.replace(/\/$/, ''));
    const built = /\/(out|dist|bin|node_modules)$/;
    expect(named.filter((folder) => !existsSync(folder))).toEqual([]);
    expect(zones.filter((zone) => !built.test(zone) && !named.includes(zone))).toEqual([]);
  });
});

describe('the reader of guides', () => {
  it.each(['identity: true', 'strangers: [172.17.0.0/16]', 'lan: yes', 'keep-days: many'])(
    'sees that `%s` is wrong',
    (code) => {
      expect(wrongSpan(code)).toBeDefined();
    },
  );
  it.each([
    'identity: on',
    'certificates: internal',
    'last-seen: off',
    'https://x.example.com',
    'Client-Cert: x',
    'lan:',
  ])('has nothing against `%s`', (code) => expect(wrongSpan(code)).toBeUndefined());
  it('sees a key that is only named, and one in a block', () => {
    expect(namedKeys('`strangers` in latchkey.yaml counts, `lan` in latchkey.yaml too')).toEqual(['strangers', 'lan']);
    expect(wrongBlock('services:\n  cloud: { upstream: http://127.0.0.1:1, identify: on }\n')).toHaveLength(1);
    expect(wrongBlock('stranger: 1\n')).toHaveLength(1);
  });
  it('finds most of them in the guides', () => {
    const all = GUIDES.map((page) => readFileSync(page, 'utf8'));
    expect(
      all.flatMap((text) => codeBlocks(text).filter(({ language }) => language === 'yaml')).length,
    ).toBeGreaterThan(10);
  });
});
