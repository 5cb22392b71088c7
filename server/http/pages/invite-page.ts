import { DOWNLOAD_SYSTEMS, type DownloadSystem } from '../../../shared/downloads.ts';
import type { Language } from '../../../shared/languages.ts';
import type { HomeConfig } from '../../core/config/home-config.ts';
import { escapeHtml } from './html.ts';
import { LANDING_TEXTS } from './landing-texts.ts';
import type { PageBundle } from './page-bundle.ts';
import { screen, shell } from './shell.ts';

export interface InvitePageFacts {
  /** Host and port where the app enrols, when that is not where the page is. */
  readonly enrolment?: string | undefined;
  /** Whether the home makes configuration profiles. */
  readonly profiles: boolean;
  /** Where people get the app. */
  readonly downloads?: HomeConfig['downloads'];
}

function offered(downloads: HomeConfig['downloads'] = {}) {
  return (Object.keys(DOWNLOAD_SYSTEMS) as DownloadSystem[]).flatMap((system) => {
    const download = downloads[system];
    return download ? [{ name: DOWNLOAD_SYSTEMS[system], ...download }] : [];
  });
}

/**
 * The page behind the web link, `https://host/i#CODE[/pin]`: renderer/page leads on from here. It is the same for
 * everybody who reads its language: it names no home and no person. The code is in the fragment, which browsers keep to
 * themselves.
 */
export function invitePage(language: Language, bundle: PageBundle, facts: InvitePageFacts): string {
  const t = LANDING_TEXTS[language];
  const { enrolment, profiles, downloads } = facts;
  const given = JSON.stringify({ enrolment, profiles, downloads: offered(downloads) });
  const said = `<h1>${t.title}</h1>
<p class="lead">${t.text}</p>
<p>${t.noScript}</p>
<p>${t.where}</p>`;
  const about = `<footer><p class="aside">${t.about}</p></footer>\n`;
  const body = `<div id="root" data-facts="${escapeHtml(given)}"><noscript>${screen(said, about)}</noscript></div>`;
  return shell({ language, styles: bundle.styles, script: bundle.entry, body });
}
