import type { WhoamiReply } from '../../shared/api.ts';
import type { Language } from '../../shared/languages.ts';
import type { HomeConfig } from '../core/config/home-config.ts';
import type { Refusal } from './auth-endpoint.ts';
import { escapeHtml, fill } from './pages/html.ts';
import { COLOURS, mark } from './pages/look.ts';
import { REFUSAL_TEXTS, type RefusalTexts } from './pages/refusal-texts.ts';

/** Colours for light and for dark, and the light one again for browsers that do not know `light-dark`. */
const colour = (property: string, name: keyof typeof COLOURS) => {
  const [light, dark] = COLOURS[name];
  return `${property}:${light};${property}:light-dark(${light},${dark})`;
};

/** No style sheet: inherited colours and system fonts do. */
const STYLE = {
  html: `color-scheme:light dark;${colour('background', 'paper')}`,
  body: `margin:0;min-height:100vh;display:grid;place-items:center;font:1.125rem/1.6 system-ui,sans-serif;${colour('color', 'ink')}`,
  card: `box-sizing:border-box;width:min(34rem,100% - 2rem);margin:1rem;padding:clamp(1.5rem,5vw,2.75rem);border-radius:1rem;${colour('background', 'card')};border:1px solid;${colour('border-color', 'line')}`,
  mark: 'width:3rem;height:3rem',
  head: 'font-size:1.75rem;line-height:1.2;margin:.75rem 0 1rem;text-wrap:balance',
  link: colour('color', 'accent'),
} as const;

const link = (href: string, text: string) =>
  `<a href="${escapeHtml(href)}" style="${STYLE.link}">${escapeHtml(text)}</a>`;

type Home = Pick<HomeConfig, 'name' | 'contact'>;

/** Whom to ask, and how. */
function whom({ contact: { name, email, url } = {} }: Home, { anybody, or }: RefusalTexts): string {
  const who = name === undefined ? anybody : `<b>${escapeHtml(name)}</b>`;
  const ways = [
    ...(email === undefined ? [] : [link(`mailto:${encodeURIComponent(email)}`, email)]),
    ...(url === undefined ? [] : [link(url, new URL(url).host)]),
  ];
  return `${who}${ways.length > 0 ? ` (${ways.join(` ${or} `)})` : ''}`;
}

/** A title, a heading and what to do, as HTML. */
interface Words {
  readonly title: string;
  readonly heading: string;
  readonly text: readonly string[];
}

/**
 * What somebody sees whose key does not open this, or not any more. It is read by a relative, so it says what to do and
 * nothing about certificates. It has no script and loads nothing.
 * @returns HTML, one line
 */
function refusalPage(language: Language, { title, heading, text }: Words): string {
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

/** What the page may do: be looked at. */
const REFUSAL_POLICY =
  "default-src 'none'; style-src-attr 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

const HEADERS = {
  'Cache-Control': 'no-store',
  'Content-Security-Policy': REFUSAL_POLICY,
  'Referrer-Policy': 'no-referrer',
  'X-Content-Type-Options': 'nosniff',
  'Content-Type': 'text/html; charset=utf-8',
} as const;

/**
 * The page and what it is sent with. The app knows a refusal of the client-auth check from one of a service by
 * `Latchkey-Refusal`.
 */
export function refusal(home: Home, state: WhoamiReply['state'], language: Language): Refusal {
  const t = REFUSAL_TEXTS[language];
  const name = escapeHtml(home.name);
  const values = { home: `<b>${name}</b>`, ask: whom(home, t) };
  const restart = state === 'superseded';
  const [title, heading, ...text] = restart
    ? [t.restartTitle, t.restartHeading, t.restart, t.restartHow]
    : [t.offTitle, t.offHeading, t.off, t.offHow];
  return {
    headers: { 'Latchkey-Refusal': restart ? 'superseded' : 'revoked', ...HEADERS },
    page: refusalPage(language, {
      title: fill(title, { home: name }),
      heading,
      text: text.map((each) => fill(each, values)),
    }),
  };
}

/** What somebody gets whose key is good, at a service that their person was not given. */
export function notAllowed(home: Home, host: string, language: Language): Refusal {
  const t = REFUSAL_TEXTS[language];
  const [name, service] = [escapeHtml(home.name), escapeHtml(host)];
  const values = { home: `<b>${name}</b>`, service: `<b>${service}</b>`, ask: whom(home, t) };
  const page = refusalPage(language, {
    title: fill(t.otherTitle, { home: name, service }),
    heading: t.otherHeading,
    text: [fill(t.other, values), fill(t.otherHow, values)],
  });
  return { headers: { 'Latchkey-Refusal': 'not-allowed', ...HEADERS }, page };
}
