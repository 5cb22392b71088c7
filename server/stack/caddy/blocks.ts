/** The blocks of a Caddyfile on the outermost level, and where things stand in them. */
import type { Source } from './sources.ts';
import { type Token, tokensOf, withVariables } from './tokens.ts';

/** A site, a snippet, a named route, or, without keys, the global options. */
export interface Block {
  /** The addresses of a site, or `(name)` of a snippet. */
  readonly keys: readonly Token[];
  readonly body: readonly Token[];
  /** Its braces; a file of one site may leave them out. */
  readonly open?: Token;
  readonly close?: Token | undefined;
}

/** The end of the addresses that begin at `start`: they go on behind a comma. */
function keysEnd(tokens: readonly Token[], start: number): number {
  let at = start;
  for (; at < tokens.length && tokens[at]?.text !== '{'; at++) {
    if (at > start && tokens[at]?.first === true && tokens[at - 1]?.text.endsWith(',') !== true) break;
  }
  return at;
}

/** Where the block that opens at `open` closes, or the end. */
function closing(tokens: readonly Token[], open: number): number {
  let depth = 0;
  for (let at = open; at < tokens.length; at++) {
    if (tokens[at]?.text === '{') depth += 1;
    if (tokens[at]?.text === '}') depth -= 1;
    if (depth === 0) return at;
  }
  return tokens.length;
}

/** As Caddy's parser (caddyconfig/caddyfile/parse.go) cuts them; imports between them are left out. */
export function blocksOf(tokens: readonly Token[]): Block[] {
  const blocks: Block[] = [];
  for (let at = 0; at < tokens.length; ) {
    const end = keysEnd(tokens, at);
    const keys = tokens.slice(at, end);
    const open = tokens[end];
    if (keys[0]?.text === 'import' && open?.text !== '{') at = end;
    else if (open?.text !== '{') {
      blocks.push({ keys, body: tokens.slice(end) });
      break;
    } else {
      const close = closing(tokens, end);
      if (keys[0]?.text !== 'import')
        blocks.push({ keys, body: tokens.slice(end + 1, close), open, close: tokens[close] });
      at = close + 1;
    }
  }
  return blocks;
}

/** The host of a site's address, as Caddy's JSON has it; empty when it names none. */
export function hostIn(address: string): string {
  const bare = address
    .replace(/,$/, '')
    .replace(/^[a-z][a-z0-9+.-]*:\/\//i, '')
    .replace(/\/.*$/s, '');
  return bare
    .replace(/:\d*$/, '')
    .replace(/^\[(.*)\]$/, '$1')
    .toLowerCase();
}

/** Global options of one file. */
export interface GlobalOptions {
  readonly at: string;
  readonly names: readonly string[];
}

/** Says where in some files something stands, as `path:line`. */
export class Whereabouts {
  readonly #blocks: readonly { readonly name: string; readonly block: Block }[];

  /** @param env the variables that Caddy is given */
  constructor(sources: readonly Source[], env: Readonly<Record<string, string | undefined>>) {
    this.#blocks = sources.flatMap(({ name, text }) =>
      blocksOf(tokensOf(withVariables(text, (variable) => env[variable]))).map((block) => ({ name, block })),
    );
  }

  /**
   * @param directive the line where the site has it; that of its address when it comes from a snippet or is not given
   * @returns undefined when no address names the host
   */
  site(host: string, directive?: string): string | undefined {
    for (const { name, block } of this.#blocks) {
      const key = block.keys.find(({ text }) => hostIn(text) === host);
      if (!key || /^[(&]/.test(key.text)) continue;
      const inside = block.body.find(({ text, first }) => first && text === directive);
      return `${name}:${(inside ?? key).line}`;
    }
    return undefined;
  }

  globalOptions(): GlobalOptions[] {
    return this.#blocks
      .filter(({ block }) => block.keys.length === 0 && block.open !== undefined)
      .map(({ name, block: { open, body } }) => ({ at: `${name}:${open?.line}`, names: outermost(body) }));
  }
}

/** The first word of each line that is in no inner block. */
function outermost(body: readonly Token[]): string[] {
  const names = new Set<string>();
  for (let at = 0; at < body.length; at++) {
    const token = body[at];
    if (token?.text === '{') at = closing(body, at);
    else if (token?.first) names.add(token.text);
  }
  return [...names];
}

/** The text without its global options, line for line. */
export function withoutGlobalOptions(text: string): string {
  return blocksOf(tokensOf(text))
    .filter(({ keys, open }) => keys.length === 0 && open)
    .reduce((left, { open, close }) => {
      const [from, to] = [open?.start ?? 0, close?.end ?? left.length];
      return left.slice(0, from) + left.slice(from, to).replace(/[^\n]/g, ' ') + left.slice(to);
    }, text);
}
