/** Code in the guides, so that tests can hold the guides to it. */

export interface CodeBlock {
  /** `sh`, `text`, … */
  readonly language: string;
  readonly text: string;
}

/** The fenced code blocks of a page, or of one of its sections (`## <heading>`). */
export function codeBlocks(markdown: string, heading?: string): CodeBlock[] {
  const section =
    heading === undefined ? markdown : (markdown.split(/^## /m).find((part) => part.startsWith(`${heading}\n`)) ?? '');
  return [...section.matchAll(/^```(\w*)\n([\s\S]*?)^```$/gm)].map(([, language = '', text = '']) => ({
    language,
    text,
  }));
}

/** Command lines, with those that go on in the next line put together. */
export function commandLines(text: string): string[] {
  return text
    .replaceAll(/\s*\\\n\s*/g, ' ')
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'));
}

/** The words of a command line, as a POSIX shell would split it. Expansions stay as they are written. */
export function shellWords(line: string): string[] {
  const words: string[] = [];
  for (const [, word = ''] of line.matchAll(/((?:"(?:\\.|[^"\\])*"|'[^']*'|\\.|[^\s"'\\])+)/g)) {
    words.push(
      word.replaceAll(
        /"((?:\\.|[^"\\])*)"|'([^']*)'|\\(.)/g,
        (_all, double, single, escaped) => double ?? single ?? escaped,
      ),
    );
  }
  return words;
}
