import { createHash } from 'node:crypto';
import { DOWNLOAD_SYSTEMS, type DownloadSystem } from '../../shared/downloads.ts';
import type { HomeConfig } from '../core/config/home-config.ts';
import { escapeHtml } from './pages/html.ts';
import { LANDING_TEXTS, type LandingTexts } from './pages/landing-texts.ts';
import type { PageLanguage } from './pages/language.ts';
import { COLOURS, mark } from './pages/look.ts';

/**
 * The page behind the web link, `https://host/i#CODE[/pin]`. It is the same for everybody who reads its language:
 * it names no home and no person. The code is in the fragment, which browsers keep to themselves; the script puts it into a link for the app and
 * a text to copy, and sends it nowhere: the page's policy allows it no connection at all.
 */
export interface LandingPage {
  readonly html: string;
  /** Content-Security-Policy: nothing but this style and this script. */
  readonly policy: string;
}

const colours = (theme: 0 | 1) =>
  Object.entries(COLOURS)
    .map(([name, values]) => `--${name}: ${values[theme]}`)
    .join('; ');

const STYLE = `
:root { color-scheme: light dark; ${colours(0)} }
@media (prefers-color-scheme: dark) {
  :root { ${colours(1)} }
}
* { box-sizing: border-box }
[hidden] { display: none !important }
body { margin: 0; min-height: 100vh; display: grid; place-items: center; padding: 1.5rem; background: var(--paper); color: var(--ink); font: 1.0625rem/1.6 system-ui, sans-serif }
main { width: 100%; max-width: 34rem; background: var(--card); border: 1px solid var(--line); border-radius: 1rem; padding: clamp(1.5rem, 5vw, 2.75rem) }
svg { width: 3rem; height: 3rem }
h1 { font-size: 1.75rem; line-height: 1.2; margin: .75rem 0 1rem; text-wrap: balance }
p { margin: 0 0 1rem }
.soft { color: var(--soft); font-size: .9375rem }
.act { display: inline-block; font: inherit; font-weight: 600; padding: .7rem 1.25rem; border: 2px solid var(--accent); border-radius: .6rem; text-decoration: none; cursor: pointer }
a.act { background: var(--accent); color: var(--onAccent) }
button.act { background: none; color: var(--accent) }
.act:focus-visible { outline: 3px solid var(--ink); outline-offset: 3px }
output { display: block; margin: 0 0 1rem; padding: .9rem 1rem; border: 1px solid var(--line); border-radius: .6rem; background: var(--paper); font: 1rem/1.5 ui-monospace, monospace; word-break: break-all; user-select: all }
code { word-break: break-all }
footer { border-top: 1px solid var(--line); margin-top: 1.75rem; padding-top: 1.25rem }
footer p:last-child { margin: 0 }
`;

// The grammar is that of shared/invite.ts: three groups of four, then the pin if there is one. A pin that is not whole is
// no invite. Programs that change links put the # into the path, encode what is behind it, or add parameters.
const SCRIPT = `
const part = (id) => document.getElementById(id);
// Where the app enrols: this page may have another name, which asks for no certificate.
const host = document.documentElement.dataset.enrolment || location.host;
const written = /^[#/]*([0-9a-z]{4})-?([0-9a-z]{4})-?([0-9a-z]{4})(\\/(?:[\\w-]{43}|(?:[0-9a-z]{4}-?){3}[0-9a-z]{4}))?(?:[?&#].*)?$/i;
function read() {
  let text = location.hash.length > 1 ? location.hash : location.pathname.replace(/^\\/+i/i, '');
  for (let round = 0; round < 3; round += 1) {
    try {
      text = decodeURIComponent(text);
    } catch {
      return null;
    }
  }
  return written.exec(text);
}
function show() {
  const found = read();
  part('invited').hidden = !found;
  part('stranger').hidden = Boolean(found);
  if (!found) return;
  const code = found.slice(1, 4).join('-').toUpperCase();
  const pin = found[4] ?? '';
  // Out of the path, so that no reload sends it again.
  if (location.pathname !== '/i') history.replaceState(null, '', '/i#' + code + pin);
  part('open').href = 'latchkey://' + host + '/' + code + pin;
  // Touched with fingers and nothing else: a phone or a tablet, where there is no app to open.
  const phone = matchMedia('(pointer: coarse)').matches && !matchMedia('(any-pointer: fine)').matches;
  part('phone').hidden = !phone;
  part('computer').hidden = phone;
  part('invite').textContent = code + '@' + host + pin;
  part('said').textContent = '';
}
part('copy').addEventListener('click', async () => {
  try {
    await navigator.clipboard.writeText(part('invite').textContent);
    part('said').textContent = part('said').dataset.copied;
  } catch {
    getSelection().selectAllChildren(part('invite'));
    part('said').textContent = part('said').dataset.marked;
  }
});
part('send').addEventListener('click', () => {
  if (navigator.share) navigator.share({ url: location.href }).catch(() => {});
  else location.href = 'mailto:?body=' + encodeURIComponent(location.href);
});
addEventListener('hashchange', show);
show();
`;

function downloadLinks(t: LandingTexts, downloads: HomeConfig['downloads'] = {}): string {
  const found = (Object.keys(DOWNLOAD_SYSTEMS) as DownloadSystem[]).flatMap((system) => {
    const download = downloads[system];
    return download ? [{ name: DOWNLOAD_SYSTEMS[system], ...download }] : [];
  });
  if (found.length === 0) return `<p class="soft">${t.askWhere}</p>`;
  const links = found.map(({ name, url }) => `<a href="${escapeHtml(url)}" rel="noreferrer">${name}</a>`).join(', ');
  const sums = found.flatMap(({ name, sha256 }) =>
    sha256 ? [`<p class="soft">${name}</p><code>${sha256}</code>`] : [],
  );
  const check = sums.length > 0 ? `<details><summary class="soft">${t.sums}</summary>${sums.join('')}</details>` : '';
  return `<p>${t.getIt.replace('{links}', () => links)}</p>${check}`;
}

const html = (language: PageLanguage, enrolment: string | undefined, downloads: HomeConfig['downloads']) => {
  const t = LANDING_TEXTS[language];
  return `<!doctype html>
<html lang="${language}"${enrolment === undefined ? '' : ` data-enrolment="${enrolment}"`}>
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>Latchkey</title>
<style>${STYLE}</style>
</head>
<body>
<main>
${mark()}
<section id="invited" hidden>
<h1>${t.title}</h1>
<p>${t.text}</p>
<div id="phone" hidden>
<p>${t.phone}</p>
<p><button class="act" id="send" type="button">${t.send}</button></p>
</div>
<div id="computer">
<p><a class="act" id="open" href="#">${t.open}</a></p>
<p class="soft">${t.computer}</p>
${downloadLinks(t, downloads)}
<p>${t.nothing}</p>
<output id="invite"></output>
<p><button class="act" id="copy" type="button">${t.copy}</button> <span id="said" role="status" data-copied="${t.copied}" data-marked="${t.marked}"></span></p>
</div>
<p class="soft">${t.once}</p>
</section>
<section id="stranger">
<h1>${t.noInvite}</h1>
<p>${t.again}</p>
<noscript><p>${t.noScript}</p></noscript>
</section>
<footer>
<p class="soft">${t.about}</p>
</footer>
</main>
<script>${SCRIPT}</script>
</body>
</html>
`;
};

const hash = (text: string) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;

/**
 * The page and the policy that it is to be served with, the same in every language.
 * @param enrolment host and port where the app enrols, when that is not where the page is
 * @param downloads where people get the app
 */
export function landingPage(
  language: PageLanguage,
  enrolment?: string,
  downloads?: HomeConfig['downloads'],
): LandingPage {
  const policy = [
    "default-src 'none'",
    `style-src ${hash(STYLE)}`,
    `script-src ${hash(SCRIPT)}`,
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ];
  return { html: html(language, enrolment, downloads), policy: policy.join('; ') };
}
