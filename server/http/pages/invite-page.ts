import { DOWNLOAD_SYSTEMS, type DownloadSystem } from '../../../shared/downloads.ts';
import type { HomeConfig } from '../../core/config/home-config.ts';
import { escapeHtml } from './html.ts';
import { LANDING_TEXTS } from './landing-texts.ts';
import type { PageLanguage } from './language.ts';
import { mark } from './look.ts';
import { PAGE_FILES, type PageBundle } from './page-bundle.ts';

/**
 * Its policy: its own files, its own origin to ask, and no frame around it. Nothing is inline, so that no text of anybody
 * can become part of the page.
 */
export const PAGE_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

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
export function invitePage(language: PageLanguage, bundle: PageBundle, facts: InvitePageFacts): string {
  const t = LANDING_TEXTS[language];
  const { enrolment, profiles, downloads } = facts;
  const told = JSON.stringify({ enrolment, profiles, downloads: offered(downloads) });
  const styles = bundle.styles.map((name) => `<link rel="stylesheet" href="${PAGE_FILES}${name}">`).join('\n');
  return `<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<meta name="color-scheme" content="light dark">
<title>Latchkey</title>
${styles}
<script type="module" src="${PAGE_FILES}${bundle.entry}"></script>
</head>
<body>
<div id="root" data-facts="${escapeHtml(told)}"><noscript><main class="screen page">
${mark(' class="mark"')}
<section>
<h1>${t.title}</h1>
<p class="lead">${t.text}</p>
<p>${t.noScript}</p>
<p>${t.where}</p>
</section>
<footer><p class="aside">${t.about}</p></footer>
</main></noscript></div>
</body>
</html>
`;
}
