import type { WhoamiReply } from '../../shared/api.ts';
import { fill } from '../../shared/fill.ts';
import type { Language } from '../../shared/languages.ts';
import type { HomeConfig } from '../core/config/home-config.ts';
import { PLAIN_PAGE_HEADERS, plainPage, STYLE } from '../core/plain-page/page.ts';
import type { Refusal } from './auth-endpoint.ts';
import { escapeHtml } from './pages/html.ts';
import { REFUSAL_TEXTS, type RefusalTexts } from './pages/refusal-texts.ts';

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
    headers: { 'Latchkey-Refusal': restart ? 'superseded' : 'revoked', ...PLAIN_PAGE_HEADERS },
    page: plainPage(language, {
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
  const page = plainPage(language, {
    title: fill(t.otherTitle, { home: name, service }),
    heading: t.otherHeading,
    text: [fill(t.other, values), fill(t.otherHow, values)],
  });
  return { headers: { 'Latchkey-Refusal': 'not-allowed', ...PLAIN_PAGE_HEADERS }, page };
}
