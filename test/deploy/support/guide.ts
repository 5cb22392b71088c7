/** The guides' own commands, word by word: what is printed there is what runs here. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type CodeBlock, codeBlocks } from '../../support/markdown.ts';

/**
 * The blocks of a section of a guide.
 * @throws Error when the section has none: its heading may be another one now
 */
export function guideBlocks(page: 'admin' | 'operations' | 'start', heading: string): readonly CodeBlock[] {
  const markdown = readFileSync(join(import.meta.dirname, `../../../docs/${page}.md`), 'utf8');
  const blocks = codeBlocks(markdown, heading);
  if (blocks.length === 0) throw new Error(`docs/${page}.md has no block below "${heading}"`);
  return blocks;
}
