import type { WhoamiReply } from '../../../shared/api.ts';
import type { Language } from '../../../shared/languages.ts';
import { escapeHtml, fill } from './html.ts';
import { mark } from './look.ts';
import { ME_TEXTS, type MeTexts } from './me-texts.ts';
import type { PageBundle } from './page-bundle.ts';
import { shell } from './shell.ts';

/** Where somebody tries their key: under the name that looks at certificates and requires none. */
export const ME_PAGE = '/me';

/** From so many milliseconds before its end the page says what to do. */
const SOON = 30 * 24 * 60 * 60 * 1000;

function linksTo(services: WhoamiReply['services'] = []): string {
  const links = services.map(({ name, url }) => `<li><a href="${escapeHtml(url)}">${escapeHtml(name)}</a></li>`);
  return `<ul class="page-services">${links.join('')}</ul>`;
}

function said(t: MeTexts, language: Language, who: WhoamiReply): readonly [title: string, ...html: string[]] {
  const { state, person, device, notAfter, services = [], contact, time } = who;
  const ask = escapeHtml(contact?.name ?? contact?.email ?? t.anybody);
  if (state === 'none') return [t.none, `<p>${t.noneText}</p>`];
  if (state === 'unknown') return [t.unknown];
  if (state !== 'active' || notAfter === undefined) return [t.ended, `<p>${fill(t.endedText, { ask })}</p>`];
  const end = new Date(notAfter).toLocaleDateString(language, { dateStyle: 'long', timeZone: 'UTC' });
  const soon = Date.parse(notAfter) - Date.parse(time) < SOON;
  return [
    t.active,
    `<p class="lead">${fill(t.activeText, { device: escapeHtml(device?.name ?? ''), person: escapeHtml(person ?? ''), end })}</p>`,
    ...(soon ? [`<p>${fill(t.soon, { ask })}</p>`] : []),
    services.length === 0 ? `<p>${fill(t.nothing, { ask })}</p>` : `<p>${t.opens}</p>${linksTo(services)}`,
  ];
}

/** Says to somebody with a key who the home takes them for, and what it opens; to anybody else why it opens nothing. */
export function mePage(language: Language, { styles }: PageBundle, who: WhoamiReply): string {
  const [title, ...rest] = said(ME_TEXTS[language], language, who);
  const body = `<main class="screen page">
${mark(' class="mark"')}
<section>
<h1>${title}</h1>
${rest.join('\n')}
</section>
</main>`;
  return shell({ language, styles, body });
}
