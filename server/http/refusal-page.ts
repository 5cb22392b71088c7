import type { WhoamiReply } from '../../shared/api.ts';
import { plainText } from '../../shared/plain-text.ts';
import type { HomeConfig } from '../core/config/home-config.ts';
import type { Refusal } from './auth-endpoint.ts';

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

const escapeHtml = (text: string) => plainText(text).replace(/[&<>"']/g, (character) => ENTITIES[character] ?? '');

/** Colours for light and for dark, and the light one again for browsers that do not know `light-dark`. */
const colour = (property: string, light: string, dark: string) =>
  `${property}:${light};${property}:light-dark(${light},${dark})`;

/** No style sheet: inherited colours and system fonts do. */
const STYLE = {
  html: `color-scheme:light dark;${colour('background', '#f4f1ea', '#16191b')}`,
  body: `margin:0;min-height:100vh;display:grid;place-items:center;font:1.125rem/1.6 system-ui,sans-serif;${colour('color', '#1d2327', '#eceae4')}`,
  card: `box-sizing:border-box;width:min(34rem,100% - 2rem);margin:1rem;padding:clamp(1.5rem,5vw,2.75rem);border-radius:1rem;${colour('background', '#ffffff', '#202427')};border:1px solid;${colour('border-color', '#e0dacd', '#363c40')}`,
  key: `width:3rem;height:3rem;${colour('color', '#8a5a00', '#f0b84b')}`,
  head: 'font-size:1.75rem;line-height:1.2;margin:.75rem 0 1rem;text-wrap:balance',
  link: colour('color', '#8a5a00', '#f0b84b'),
} as const;

const KEY = `<svg viewBox="0 0 48 48" fill=none stroke=currentColor stroke-width=4 stroke-linecap=round stroke-linejoin=round aria-hidden=true style="${STYLE.key}"><circle cx=15 cy=24 r=9 /><path d="M24 24h20v8M36 24v6"/></svg>`;

const link = (href: string, text: string) =>
  `<a href="${escapeHtml(href)}" style="${STYLE.link}">${escapeHtml(text)}</a>`;

/** Whom to ask, for what, and how. */
function whom(
  { contact: { name, email, url } = {} }: Pick<HomeConfig, 'contact'>,
  what = 'for a new invitation',
): string {
  const who = name === undefined ? 'the person who gave you the key' : `<b>${escapeHtml(name)}</b>`;
  const ways = [
    ...(email === undefined ? [] : [link(`mailto:${encodeURIComponent(email)}`, email)]),
    ...(url === undefined ? [] : [link(url, new URL(url).host)]),
  ];
  return `${who} ${what}${ways.length > 0 ? `: ${ways.join(' or ')}` : ''}`;
}

/** A title, a heading and what to do, as HTML. */
interface Words {
  readonly title: string;
  readonly heading: string;
  readonly text: readonly string[];
}

function words(home: Pick<HomeConfig, 'name' | 'contact'>, state: WhoamiReply['state']): Words {
  const name = escapeHtml(home.name);
  if (state === 'superseded') {
    return {
      title: `${name}: please restart your browser`,
      heading: 'Please restart your browser',
      text: [
        `This computer has a new key to <b>${name}</b>, and this browser still holds the old one.`,
        `Close all of its windows and open it again. If that does not help, please ask ${whom(home)}.`,
      ],
    };
  }
  return {
    title: `This key does not open ${name}`,
    heading: 'This key does not open this home any more',
    text: [
      `This computer has a key to <b>${name}</b>, but it is not in use now. Nothing is broken, and there is nothing to repair here.`,
      `Please ask ${whom(home)}.`,
    ],
  };
}

/**
 * What somebody sees whose key does not open this, or not any more. It is read by a relative, so it says what to do and
 * nothing about certificates. It has no script and loads nothing.
 * @returns HTML, one line
 */
function refusalPage({ title, heading, text }: Words): string {
  return [
    `<!doctype html><html lang=en style="${STYLE.html}"><meta charset=utf-8>`,
    '<meta name=viewport content="width=device-width,initial-scale=1"><meta name=robots content=noindex>',
    `<title>${title}</title>`,
    `<body style="${STYLE.body}"><main style="${STYLE.card}">${KEY}`,
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
export function refusal(home: Pick<HomeConfig, 'name' | 'contact'>, state: WhoamiReply['state']): Refusal {
  const reason = state === 'superseded' ? 'superseded' : 'revoked';
  return { headers: { 'Latchkey-Refusal': reason, ...HEADERS }, page: refusalPage(words(home, state)) };
}

/** What somebody gets whose key is good, at a service that their person was not given. */
export function notAllowed(home: Pick<HomeConfig, 'name' | 'contact'>, host: string): Refusal {
  const [name, service] = [escapeHtml(home.name), escapeHtml(host)];
  const page = refusalPage({
    title: `${name}: this key does not open ${service}`,
    heading: 'This is not one of yours',
    text: [
      `Your key to <b>${name}</b> is fine. It does not open <b>${service}</b>, though it may open other things there.`,
      `If you need it, please ask ${whom(home, 'to let you in here')}.`,
    ],
  });
  return { headers: { 'Latchkey-Refusal': 'not-allowed', ...HEADERS }, page };
}
