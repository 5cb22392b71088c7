import type { WhoamiReply } from '../../../shared/api.ts';
import { fill } from '../../../shared/fill.ts';
import type { Language } from '../../../shared/languages.ts';
import type { OwnKeyOffers, OwnKeyRefusal } from '../../core/enrolment/own-keys.ts';
import { escapeHtml } from './html.ts';
import { ME_TEXTS, type MeTexts } from './me-texts.ts';
import type { PageBundle } from './page-bundle.ts';
import { screen, shell } from './shell.ts';

/** Where somebody tries their key: under the name that looks at certificates and requires none. */
export const ME_PAGE = '/me';

/** From so many milliseconds before its end the page says what to do. */
const SOON = 30 * 24 * 60 * 60 * 1000;
/** What is written into a field for the name of an app; the home may still find it too long. */
const LONGEST_APP = 40;

/** Why a key got nothing that it asked for. */
export type NotAsked = OwnKeyRefusal | 'wrong-name';

/** What became of asking for a key. */
export type Answer =
  | { readonly kind: 'asked'; readonly link: string; readonly app: string | undefined }
  | { readonly kind: NotAsked };

type Said = readonly [title: string, ...html: string[]];

const whom = (t: MeTexts, contact: WhoamiReply['contact']) => escapeHtml(contact?.name ?? contact?.email ?? t.anybody);
const day = (language: Language, time: string | number) =>
  new Date(time).toLocaleDateString(language, { dateStyle: 'long', timeZone: 'UTC' });

function linksTo(services: WhoamiReply['services'] = []): string {
  const links = services.map(({ name, url, icon }) => {
    const picture = `<span aria-hidden="true" class="monogram">${escapeHtml(icon ?? name.slice(0, 1).toUpperCase())}</span>`;
    return `<li><a href="${escapeHtml(url)}">${picture}${escapeHtml(name)}</a></li>`;
  });
  return `<ul class="page-services">${links.join('')}</ul>`;
}

/** Looks at the key once more, perhaps another one. */
const again = (t: MeTexts) => `<div class="actions"><a class="button main" href="${ME_PAGE}">${t.again}</a></div>`;

const form = (...html: string[]) => `<form method="post" action="${ME_PAGE}">${html.join('')}</form>`;
const button = (kind: 'main' | 'plain', want: 'renewal' | 'app', text: string) =>
  `<div class="actions"><button class="button ${kind}" name="want" value="${want}">${text}</button></div>`;

const nextKey = (t: MeTexts, title: string, text: string) =>
  `<div class="box warn"><div class="box-body"><h2>${title}</h2><p>${text}</p>${form(button('main', 'renewal', t.nextButton))}</div></div>`;

function appKeys(t: MeTexts, language: Language, { appKeys }: OwnKeyOffers): string {
  const item = ({ app, notAfter }: OwnKeyOffers['appKeys'][number]) =>
    `<li>${fill(t.appUntil, { app: escapeHtml(app), end: day(language, notAfter) })}</li>`;
  const there = appKeys.length === 0 ? '' : `<p>${t.appHas}</p><ul>${appKeys.map(item).join('')}</ul>`;
  const field = `<div class="field"><label for="app">${t.appName}</label><input id="app" name="app" required maxlength="${LONGEST_APP}" autocomplete="off" placeholder="Immich"></div>`;
  return `<details class="fold"><summary>${t.appTitle}</summary><p class="aside">${t.appText}</p>${there}${form(field, button('plain', 'app', t.appButton))}</details>`;
}

function said(t: MeTexts, language: Language, who: WhoamiReply, offers: OwnKeyOffers): Said {
  const { state, person, device, notAfter, services = [], contact, time } = who;
  const ask = whom(t, contact);
  if (state === 'none') return [t.none, `<p>${t.noneText}</p>`, again(t)];
  if (state === 'unknown') return [t.unknown, `<p>${fill(t.unknownText, { ask })}</p>`, again(t)];
  if (state === 'expired' && offers.renewal) {
    const until = day(language, offers.renewableUntil);
    return [t.expired, nextKey(t, t.expiredTitle, fill(t.expiredText, { end: until, ask }))];
  }
  if (state !== 'active' || notAfter === undefined) return [t.ended, `<p>${fill(t.endedText, { ask })}</p>`];
  const soon = Date.parse(notAfter) - Date.parse(time) < SOON;
  const named = { device: escapeHtml(device?.name ?? ''), person: escapeHtml(person ?? '') };
  return [
    t.active,
    `<p class="lead">${fill(t.activeText, { ...named, end: day(language, notAfter) })}</p>`,
    ...(offers.renewal ? [nextKey(t, t.nextTitle, t.nextText)] : soon ? [`<p>${fill(t.soon, { ask })}</p>`] : []),
    services.length === 0 ? `<p>${fill(t.nothing, { ask })}</p>` : `<p>${t.opens}</p>${linksTo(services)}`,
    ...(offers.apps ? [appKeys(t, language, offers)] : []),
  ];
}

function answered(t: MeTexts, contact: WhoamiReply['contact'], answer: Answer): Said {
  if (answer.kind === 'asked') {
    const app = answer.app === undefined ? undefined : escapeHtml(answer.app);
    return [
      app === undefined ? t.nextKey : fill(t.appKey, { app }),
      `<p class="lead">${t.goOnText}</p>`,
      `<div class="actions"><a class="button main" href="${escapeHtml(answer.link)}" rel="noreferrer">${t.goOn}</a></div>`,
    ];
  }
  const words = {
    'not-offered': t.notOffered,
    'too-often': t.tooOften,
    'too-many': t.tooMany,
    'wrong-name': t.wrongName,
  };
  return [
    t.failed,
    `<p>${fill(words[answer.kind], { ask: whom(t, contact) })}</p>`,
    `<div class="actions"><a class="button plain" href="${ME_PAGE}">${t.back}</a></div>`,
  ];
}

const page = (language: Language, { styles }: PageBundle, [title, ...rest]: Said): string =>
  shell({ language, styles, body: screen(`<h1>${title}</h1>\n${rest.join('\n')}`) });

/**
 * Says to somebody with a key who the home takes them for, what it opens and what they can ask for with it; to anybody else why
 * it opens nothing.
 */
export const mePage = (language: Language, bundle: PageBundle, who: WhoamiReply, offers: OwnKeyOffers): string =>
  page(language, bundle, said(ME_TEXTS[language], language, who, offers));

/** Leads on to the key that was asked for, or says why there is none. */
export const meAnswerPage = (
  language: Language,
  bundle: PageBundle,
  contact: WhoamiReply['contact'],
  answer: Answer,
): string => page(language, bundle, answered(ME_TEXTS[language], contact, answer));
