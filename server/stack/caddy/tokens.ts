/** The words of a Caddyfile, as Caddy's lexer (caddyconfig/caddyfile/lexer.go) cuts them. */

/** One word, and whether it is the first of its line. */
export interface Token {
  readonly text: string;
  readonly line: number;
  readonly first: boolean;
  /** Where it stands in the {@link normalised} text, quotes included. */
  readonly start: number;
  readonly end: number;
}

/** The text as Caddy's lexer sees it: without a byte order mark and carriage returns. */
export const normalised = (source: string) => source.replace(/^\uFEFF/, '').replaceAll('\r', '');

/** Around the name of a variable that is not there, so that it is found in the words it ended up in. */
const MISSING = ['\u{E000}', '\u{E001}'] as const;
const MISSING_NAME = /\u{E000}(.*?)\u{E001}/gsu;

/**
 * Replaces `{$NAME}` and `{$NAME:default}` before anything else, as Caddy does.
 * @param variable the value of a variable; undefined when Caddy is not given it
 */
export function withVariables(text: string, variable: (name: string) => string | undefined): string {
  return text.replace(/\{\$([^}]+)\}/gs, (_, inner: string) => {
    const colon = inner.indexOf(':');
    const [name, fallback] = colon < 0 ? [inner, undefined] : [inner.slice(0, colon), inner.slice(colon + 1)];
    return variable(name) ?? fallback ?? `${MISSING[0]}${name}${MISSING[1]}`;
  });
}

/** The variables that were not there, each once, of what {@link withVariables} made; comments do not count. */
export function missingVariables(tokens: readonly Token[]): { readonly name: string; readonly line: number }[] {
  const missing = new Map<string, number>();
  for (const { text, line } of tokens)
    for (const [, name = ''] of text.matchAll(MISSING_NAME)) if (!missing.has(name)) missing.set(name, line);
  return [...missing].map(([name, line]) => ({ name, line }));
}

/** One word, or what stands between two; what is not closed goes on to the end. */
const PIECE =
  /(?<newline>\n)|\\\n|[^\S\n]|#[^\n]*|"(?<quoted>(?:\\[\s\S]|[^"\\])*)(?:"|$)|`(?<raw>[^`]*)(?:`|$)|<<(?<marker>[\w-]+)\n(?<heredoc>[\s\S]*?)\k<marker>|(?<word>(?:(?!\\\n)\S)+)|[\s\S]/gu;

/** Cuts a Caddyfile into words. Never fails: what Caddy cannot read it says itself. */
export function tokensOf(source: string): Token[] {
  const tokens: Token[] = [];
  let line = 1;
  let first = true;
  for (const { 0: piece, index: start, groups = {} } of normalised(source).matchAll(PIECE)) {
    const text = groups.word ?? groups.quoted?.replaceAll('\\"', '"') ?? groups.raw ?? groups.heredoc;
    if (text !== undefined) tokens.push({ text, line, first, start, end: start + piece.length });
    if (groups.newline !== undefined) first = true;
    else if (text !== undefined) first = false;
    line += piece.split('\n').length - 1;
  }
  return tokens;
}
