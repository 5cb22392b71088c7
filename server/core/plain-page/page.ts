/** A page without a script, a style sheet or anything to load: what somebody sees when nothing else can be shown. */
import type { Language } from '../../../shared/languages.ts';
import { COLOURS, mark } from './look.ts';

/** Colours for light and for dark, and the light one again for browsers that do not know `light-dark`. */
const colour = (property: string, name: keyof typeof COLOURS) => {
  const [light, dark] = COLOURS[name];
  return `${property}:${light};${property}:light-dark(${light},${dark})`;
};

/** No style sheet: inherited colours and system fonts do. */
export const STYLE = {
  html: `color-scheme:light dark;${colour('background', 'paper')}`,
  body: `margin:0;min-height:100vh;display:grid;place-items:center;font:1.125rem/1.6 system-ui,sans-serif;${colour('color', 'ink')}`,
  card: `box-sizing:border-box;width:min(34rem,100% - 2rem);margin:1rem;padding:clamp(1.5rem,5vw,2.75rem);border-radius:1rem;${colour('background', 'card')};border:1px solid;${colour('border-color', 'line')}`,
  mark: 'width:3rem;height:3rem',
  head: 'font-size:1.75rem;line-height:1.2;margin:.75rem 0 1rem;text-wrap:balance',
  link: colour('color', 'accent'),
} as const;

/** What is in it, as HTML. */
export interface PlainWords {
  readonly title: string;
  readonly heading: string;
  readonly text: readonly string[];
}

/** @returns HTML, one line without braces: a Caddyfile can hold it */
export function plainPage(language: Language, { title, heading, text }: PlainWords): string {
  return [
    `<!doctype html><html lang=${language} style="${STYLE.html}"><meta charset=utf-8>`,
    '<meta name=viewport content="width=device-width,initial-scale=1"><meta name=robots content=noindex>',
    `<title>${title}</title>`,
    `<body style="${STYLE.body}"><main style="${STYLE.card}">${mark(` style="${STYLE.mark}"`)}`,
    `<h1 style="${STYLE.head}">${heading}</h1>`,
    ...text.map((each) => `<p>${each}`),
    '</main>',
  ].join('');
}

/** What it is sent with. Its policy: be looked at, and in no frame. */
export const PLAIN_PAGE_HEADERS = {
  'Cache-Control': 'no-store',
  'Content-Security-Policy':
    "default-src 'none'; style-src-attr 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'Referrer-Policy': 'no-referrer',
  'X-Content-Type-Options': 'nosniff',
  'Content-Type': 'text/html; charset=utf-8',
} as const;
