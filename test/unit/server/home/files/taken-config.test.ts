import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { parseConfig } from '../../../../../server/core/config/parse.ts';
import { takenConfig, takenConfigText } from '../../../../../server/home/files/taken-config.ts';

const PROGRAM = 'one';
const FILES = 'test/fixtures/latchkey-yaml';
const BASE = 'home: { name: Home, domain: home.example.com }\nlan: [192.168.1.0/24]\n';
/** Every section as its page shows it, with what a home needs besides. */
const SECTIONS = [...readFileSync('docs/configuration.md', 'utf8').matchAll(/^```yaml\n([a-z0-9-]+:.*?)^```/gms)].map(
  ([, block = '']) => (/^(home|lan):/m.test(block) ? '' : BASE) + block,
);
let folder: string;
let file: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'latchkey-taken-'));
  file = join(folder, 'latchkey.json');
});
afterAll(() => rm(folder, { recursive: true }));

function configOf(text: string) {
  const parsed = parseConfig(text, 'latchkey.yaml');
  return parsed.ok ? parsed.config : undefined;
}

it('every configuration is remembered as it was read', async () => {
  const brought = readdirSync(FILES).map((name) => readFileSync(join(FILES, name), 'utf8'));
  const valid = [...SECTIONS, ...brought].flatMap((text) => {
    const config = configOf(text);
    return config ? [{ text, config }] : [];
  });
  expect(valid.length).toBeGreaterThan(50);
  for (const { text, config } of valid) {
    await writeFile(file, takenConfigText(text, config, PROGRAM) ?? '');
    expect(takenConfig(file, text, PROGRAM)).toEqual(config);
  }
});

it('only of the same text, for the same program, and never from half a file', async () => {
  const config = configOf(BASE);
  if (!config) throw new Error('not valid');
  const written = takenConfigText(BASE, config, PROGRAM) ?? '';
  await writeFile(file, written);
  expect(takenConfig(file, BASE, PROGRAM)).toEqual(config);
  expect(takenConfig(file, `${BASE} `, PROGRAM)).toBeUndefined();
  expect(takenConfig(file, BASE, 'another')).toBeUndefined();
  // A checkout changes under its number: nothing is remembered.
  expect(takenConfigText(BASE, config)).toBeUndefined();
  expect(takenConfig(file, BASE)).toBeUndefined();
  for (const damaged of [written.slice(0, -9), '', 'null', '[]']) {
    await writeFile(file, damaged);
    expect(takenConfig(file, BASE, PROGRAM)).toBeUndefined();
  }
  expect(takenConfig(join(folder, 'absent'), BASE, PROGRAM)).toBeUndefined();
  // A pipe would let every command wait for whoever writes into it.
  execFileSync('mkfifo', [join(folder, 'pipe')]);
  for (const other of ['', 'pipe']) expect(takenConfig(join(folder, other), BASE, PROGRAM)).toBeUndefined();
});
