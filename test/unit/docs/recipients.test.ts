/** What is shown to be copied holds no key of age that works: whoever pasted it would make backups that nobody can open. */
import { globSync, readFileSync } from 'node:fs';
import { Encrypter, generateX25519Identity, identityToRecipient } from 'age-encryption';
import { expect, it } from 'vitest';

const SHOWN = [
  '*.md',
  'docs/**/*.{md,1,yaml,json}',
  'resources/**/*.{md,yaml,yml,service,1}',
  'renderer/**/*.{ts,tsx}',
  'server/**/*.{ts,json}',
  'shared/**/*.ts',
  'compose.yaml',
];

/** The words of a text that a backup would be encrypted to. */
const recipientsIn = (text: string) =>
  [...text.matchAll(/age1[a-z0-9]+/gi)].flatMap(([word]) => {
    try {
      new Encrypter().addRecipient(word.toLowerCase());
      return [word];
    } catch {
      return [];
    }
  });

it('is looked for in every guide, page and help, and would be found', async () => {
  const key = await identityToRecipient(await generateX25519Identity());
  expect(recipientsIn(`to: [${key}] # age1…`)).toEqual([key]);
  const files = globSync(SHOWN, { exclude: (name) => name.includes('node_modules') });
  for (const file of ['docs/operations.md', 'docs/configuration.md', 'renderer/console/state/snippets.ts'])
    expect(files).toContain(file);
  expect(files.filter((file) => recipientsIn(readFileSync(file, 'utf8')).length > 0)).toEqual([]);
});
