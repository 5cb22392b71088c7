/** A page without a script, a style sheet or anything to load: what somebody sees when nothing else can be shown. */
import type { Language } from '../../../shared/languages.ts';
import { COLOURS, mark } from './look.ts';

/** Colours for light and for dark, and the light one again for browsers that do not know `light-dark`. */
const colour = (property: string, name: keyof typeof COLOURS) => {
  const [light, dark] = COLOURS[name];
  return `${property}:${light};${property}:light-dark(${light},${dark})`;
};

/** No style sheet: inherited colours and system fonts do. It looks as the page of an invite does. */
export const STYLE = {
  html: `color-scheme:light dark;${colour('background', 'paper')}`,
  body: `margin:0;font:1.125rem/1.6 system-ui,sans-serif;${colour('color', 'ink')}`,
  main: 'box-sizing:border-box;max-width:42rem;margin:0 auto;padding:clamp(1.25rem,4vh,4rem) clamp(1rem,5vw,2rem) 3rem',
  mark: 'width:3.5rem;height:3.5rem',
  head: 'font-size:2rem;line-height:1.2;margin:1rem 0;text-wrap:balance',
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
    `<body style="${STYLE.body}"><main style="${STYLE.main}">${mark(` style="${STYLE.mark}"`)}`,
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
