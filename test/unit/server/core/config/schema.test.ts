/** The schema that editors use, and the guide, against what the reader really takes. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parseDocument } from 'yaml';
import { z } from 'zod';
import { configJsonSchema } from '../../../../../server/core/config/json-schema.ts';
import { parseConfig } from '../../../../../server/core/config/parse.ts';
import { writeConfig } from '../../../../../server/core/config/write-config.ts';
import { withOwnKey } from '../../../../support/age-key.ts';

const ROOT = join(import.meta.dirname, '../../../../..');
const guide = readFileSync(join(ROOT, 'docs/configuration.md'), 'utf8');
const schema = configJsonSchema();

/** Every key of the schema with its path and what is known of it; the services' own names are nobody's keys. */
function keysOf(node: unknown, path: readonly string[] = []): { path: readonly string[]; description: unknown }[] {
  if (typeof node !== 'object' || node === null) return [];
  const { properties = {}, anyOf = [], items, additionalProperties } = node as Record<string, unknown>;
  return [
    ...Object.entries(properties as object).flatMap(([key, value]: [string, { description?: string }]) => [
      { path: [...path, key], description: value.description },
      ...keysOf(value, [...path, key]),
    ]),
    ...[...(anyOf as unknown[]), items, additionalProperties].flatMap((each) => keysOf(each, path)),
  ];
}
const keys = keysOf(schema);

test('there are keys at all, nested ones among them', () => {
  const paths = keys.map(({ path }) => path.join('.'));
  expect(paths).toEqual(
    expect.arrayContaining(['home.domain', 'lan.really', 'services.caddy', 'limits.requests.per-source']),
  );
  expect(paths.length).toBeGreaterThan(40);
});

test.each(keys.map(({ path, description }) => [path.join('.'), description]))('%s has a description', (_, text) => {
  expect(text).toEqual(expect.stringMatching(/^\S.*\.$|[^.]$/));
});

test('the schema in the repository is the one of now (latchkey config schema > server/latchkey.schema.json)', () => {
  expect(JSON.parse(readFileSync(join(ROOT, 'server/latchkey.schema.json'), 'utf8'))).toEqual(schema);
});

describe('the guide', () => {
  const sections = new Map(
    guide.split(/^## /m).map((text): [string, string] => [text.slice(0, text.indexOf('\n')), text]),
  );
  const sectionOf = (key: string) => [...sections].find(([title]) => title.split(' and ').includes(key))?.[1];

  test.each(keys.map(({ path }) => path.join('.')))('tells of %s', (dotted) => {
    const path = dotted.split('.');
    const text = sectionOf(path[0] ?? '');
    expect(text).toBeDefined();
    const key = path.at(-1);
    expect(text).toMatch(new RegExp(`\`(\\w+\\.)?${key}\`|^ *${key}:`, 'm'));
  });

  const examples = [...guide.matchAll(/^```yaml\n([\s\S]*?)^```$/gm)].map(([, example = '']) => example);
  test.each(examples.map(withOwnKey))('has examples that are right: %s', (example) => {
    const home = 'home: { name: Example Home, domain: home.example.com }\n';
    const result = parseConfig(example.startsWith('home:') ? example : home + example, 'latchkey.yaml');
    expect(result.ok ? [] : result.problems).toEqual([]);
    expect(Object.keys(parseDocument(example).toJS() as object).length).toBeGreaterThan(0);
  });

  test('has an example of every section', () => {
    const shown = new Set(examples.flatMap((example) => Object.keys(parseDocument(example).toJS() as object)));
    expect([...shown].sort()).toEqual(Object.keys(schema.properties as object).sort());
  });
});

describe('what the reader takes, the schema takes', () => {
  const takes = z.fromJSONSchema(schema as z.core.JSONSchema.JSONSchema);
  const written = writeConfig({
    name: 'A',
    domain: 'example.com',
    lan: ['10.0.0.0/24'],
    certificates: { kind: 'http-01' },
    services: [{ name: 'cloud', upstream: 'http://127.0.0.1:1' }],
  });
  const everything = readFileSync(join(ROOT, 'test/golden/everything/latchkey.yaml'), 'utf8');

  test.each([
    ['the first latchkey.yaml', written],
    ['one with everything in it', everything],
  ])('%s', (_, text) => {
    expect(parseConfig(text, 'latchkey.yaml').ok).toBe(true);
    expect(takes.safeParse(parseDocument(text).toJS()).error?.issues).toBeUndefined();
  });

  test.each(['lans: []', 'home: { name: A }', 'ports: { https: 0 }', 'lan: [{ network: 10.0.0.0/8 }]'])(
    'and refuses %s',
    (text) => {
      const value = { home: { name: 'A', domain: 'example.com' }, ...(parseDocument(text).toJS() as object) };
      expect(takes.safeParse(value).success).toBe(false);
    },
  );
});
