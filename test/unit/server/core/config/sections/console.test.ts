import { describe, expect, test } from 'vitest';
import { effectsOf } from '../../../../../../server/core/config/effects.ts';
import { parseConfig } from '../../../../../../server/core/config/parse.ts';

const BASE = 'home: { name: X, domain: example.com }\nlan: [192.168.1.0/24]\ncertificates: internal\n';
const read = (more: string) => parseConfig(`${BASE}${more}`, 'latchkey.yaml');
const consoleOf = (more: string) => {
  const result = read(more);
  return result.ok ? [result.config.console, result.warnings.length] : result.problems.map(({ path }) => path);
};

describe('console:', () => {
  test.each([
    ['', [{ host: 'console.example.com', from: 'home' }, 0]],
    ['console: off', [undefined, 0]],
    ['console: { name: keys }', [{ host: 'keys.example.com', from: 'home' }, 0]],
    ['console: { from: anywhere }', [{ host: 'console.example.com', from: 'anywhere' }, 0]],
    // What has the default name already keeps it; whoever writes a name is told.
    ['services: { console: { upstream: "http://127.0.0.1:1" } }', [undefined, 1]],
    ['hosts: { console.example.com: { for: chosen } }', [undefined, 1]],
    ['home2: 1\nconsole: off', ['home2']],
    ['services: { keys: { upstream: "http://127.0.0.1:1" } }\nconsole: { name: keys }', ['console.name']],
    ['console: { name: enroll }', ['console.name']],
    ['console: { name: hello }', ['console.name']],
    ['console: { name: Two.Labels }', ['console.name']],
    ['console: { from: lan }', ['console.from']],
    ['console: { frm: home }', ['console.frm']],
    ['console: on', ['console']],
  ])('%s', (yaml, expected) => {
    expect(consoleOf(yaml)).toEqual(expected);
  });

  test('is spoken of when it changes', () => {
    const [before, after] = [read(''), read('console: { from: anywhere }')];
    if (!before.ok || !after.ok) throw new Error('not valid');
    const said = effectsOf(before.config, after.config);
    expect(said).toEqual([
      {
        when: 'connections-end',
        text: 'The console is at console.example.com, from anywhere. Every open connection ends.',
      },
    ]);
    expect(effectsOf(after.config, after.config)).toEqual([]);
  });
});
