import { expect, test } from 'vitest';
import { stringify } from 'yaml';
import { configJsonSchema } from '../../../../../server/core/config/json-schema.ts';
import { parseConfig } from '../../../../../server/core/config/parse.ts';

interface Node {
  readonly properties?: Readonly<Record<string, Node>>;
  readonly additionalProperties?: Node | boolean;
  readonly items?: Node;
  readonly anyOf?: readonly Node[];
}

type Path = readonly (string | number)[];

/** Every place of the file where something can stand. */
function* places(node: Node, path: Path = []): Generator<Path> {
  if (path.length > 0) yield path;
  for (const [key, value] of Object.entries(node.properties ?? {})) yield* places(value, [...path, key]);
  if (typeof node.additionalProperties === 'object') yield* places(node.additionalProperties, [...path, 'one']);
  if (node.items) yield* places(node.items, [...path, 0]);
  for (const each of node.anyOf ?? []) yield* places(each, path);
}

const HOME = { home: { domain: 'home.example.com', name: 'Example' }, lan: ['192.168.1.0/24'] };
const WRONG = [null, -1.5, '', 'x'.repeat(2000), [], [null], {}, { x: 1 }];

/** The file with the value at the place, and nothing else below the same key. */
function fileWith([key, ...below]: Path, value: unknown): unknown {
  if (key === undefined) return value;
  return typeof key === 'number' ? [fileWith(below, value)] : { [key]: fileWith(below, value) };
}

/** Words of the library that reads the file: they say what the code expected, not what to write. */
const OF_THE_LIBRARY =
  /\b(Invalid|invalid_|received|undefined|NaN|Unrecognized|Too (small|big)|expected (a |an )?(string|number|boolean|array|object|record|nonoptional))/;

test.each([...new Set([...places(configJsonSchema() as Node)].map((path) => path.join('/')))])(
  'at %s, whatever is wrong is said in our own words',
  (place) => {
    const path = place.split('/').map((key) => (key === '0' ? 0 : key));
    for (const value of WRONG) {
      const file = stringify({ ...HOME, ...(fileWith(path, value) as object) });
      const result = parseConfig(file, 'latchkey.yaml');
      for (const { message } of result.ok ? [] : result.problems) {
        expect(message, `${place}: ${JSON.stringify(value)?.slice(0, 60)}`).not.toMatch(OF_THE_LIBRARY);
      }
    }
  },
);

const problemsOf = (text: string) => {
  const result = parseConfig(text, 'latchkey.yaml');
  return result.ok ? [] : result.problems;
};
const lines = (wrong: string) => `home: { domain: home.example.com, name: Example }\n${wrong}`;

test.each([
  ['a section', 'serv\u200bices:\n  cloud: http://127.0.0.1:8080\n', '2:1', 'U+200B'],
  ['the name of a service', 'services:\n  cl\u2060oud: http://127.0.0.1:8080\n', '3:3', 'U+2060'],
  ['the address of a service', 'services:\n  cloud: http://127.0.0.1:8080\u200b\n', '3:10', 'U+200B'],
  ['a network', 'lan:\n  - 192.168.1.0/24\u00ad\n', '3:5', 'U+00AD'],
  ['a word', 'ports:\n  http: o\u200dff\n', '3:9', 'U+200D'],
])('%s with a character that cannot be seen, which looks right, is answered with that', (_, wrong, at, name) => {
  const said = problemsOf(lines(wrong)).map(({ line, column, message }) => `${line}:${column} ${message}`);
  expect(said).toEqual([`${at} has a character in it that cannot be seen (${name}); type it again`]);
});

test('a file that is no latchkey.yaml ends in a page of problems, and in how many more there are', () => {
  const keys = Array.from({ length: 300 }, (_, index) => `key${index}: 1`).join('\n');
  const problems = problemsOf(lines(keys));
  expect(problems).toHaveLength(51);
  expect(problems[49]).toMatchObject({ line: 51, path: 'key49' });
  expect(problems[50]).toMatchObject({ line: 52, message: expect.stringMatching(/^250 more things are wrong/) });
});
