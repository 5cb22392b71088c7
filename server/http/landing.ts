import { createHash } from 'node:crypto';
import type { HomeConfig } from '../core/config/home-config.ts';
import { DOWNLOAD_SYSTEMS, type DownloadSystem } from '../core/config/sections/downloads.ts';

/**
 * The page behind the web link, `https://host/i#CODE[/pin]`. It is the same for everybody: it names no home and no
 * person. The code is in the fragment, which browsers keep to themselves; the script puts it into a link for the app and
 * a text to copy, and sends it nowhere: the page's policy allows it no connection at all.
 */
export interface LandingPage {
  readonly html: string;
  /** Content-Security-Policy: nothing but this style and this script. */
  readonly policy: string;
}

const STYLE = `
:root { color-scheme: light dark; --ink: #1d2327; --soft: #57636b; --paper: #f4f1ea; --card: #fff; --line: #e0dacd; --key: #8a5a00; --on-key: #fff }
@media (prefers-color-scheme: dark) {
  :root { --ink: #eceae4; --soft: #a9b0b4; --paper: #16191b; --card: #202427; --line: #363c40; --key: #f0b84b; --on-key: #231700 }
}
* { box-sizing: border-box }
[hidden] { display: none !important }
body { margin: 0; min-height: 100vh; display: grid; place-items: center; padding: 1.5rem; background: var(--paper); color: var(--ink); font: 1.0625rem/1.6 system-ui, sans-serif }
main { width: 100%; max-width: 34rem; background: var(--card); border: 1px solid var(--line); border-radius: 1rem; padding: clamp(1.5rem, 5vw, 2.75rem) }
svg { width: 3rem; height: 3rem; color: var(--key) }
h1 { font-size: 1.75rem; line-height: 1.2; margin: .75rem 0 1rem; text-wrap: balance }
p { margin: 0 0 1rem }
.soft { color: var(--soft); font-size: .9375rem }
.act { display: inline-block; font: inherit; font-weight: 600; padding: .7rem 1.25rem; border: 2px solid var(--key); border-radius: .6rem; text-decoration: none; cursor: pointer }
a.act { background: var(--key); color: var(--on-key) }
button.act { background: none; color: var(--key) }
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
  part('invite').textContent = code + '@' + host + pin;
  part('said').textContent = '';
}
part('copy').addEventListener('click', async () => {
  try {
    await navigator.clipboard.writeText(part('invite').textContent);
    part('said').textContent = 'Copied.';
  } catch {
    getSelection().selectAllChildren(part('invite'));
    part('said').textContent = 'Please copy the marked text.';
  }
});
addEventListener('hashchange', show);
show();
`;

/** Where the links for the app go. */
const DOWNLOADS_HERE = '<!-- downloads -->';
const NO_DOWNLOADS = '<p class="soft">No Latchkey yet? The person who invited you knows where to get it.</p>';

const HTML = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>Latchkey</title>
<style>${STYLE}</style>
</head>
<body>
<main>
<svg viewBox="0 0 48 48" fill="none" stroke="currentColor" stroke-width="4" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true"><circle cx="15" cy="24" r="9"/><path d="M24 24h20v8M36 24v6"/></svg>
<section id="invited" hidden>
<h1>There is a key for you</h1>
<p>Somebody invites you to what they run at home: photos, files and the like. With Latchkey your computer gets its own key, and it opens their services from anywhere. There is no password to remember.</p>
<p><a class="act" id="open" href="#">Open in Latchkey</a></p>
<p class="soft">Open this page on the computer that you want to use, with Latchkey installed.</p>
${DOWNLOADS_HERE}
<p>Did nothing happen? Copy this and paste it into Latchkey:</p>
<output id="invite"></output>
<p><button class="act" id="copy" type="button">Copy the invite</button> <span id="said" role="status"></span></p>
<p class="soft">It works once, for one computer, and not for long. Whoever has it can use it: keep it to yourself.</p>
</section>
<section id="stranger">
<h1>This home needs a key</h1>
<p>Were you invited? Then open the link again exactly as it was sent to you, to its last letter.</p>
<noscript><p>This page reads the invite with JavaScript, which is switched off. You can also write it by hand: what stands behind # in the address above, then @, then the name of this site.</p></noscript>
</section>
<footer>
<p class="soft"><b>Latchkey</b> gives the computers of invited people a key to somebody's home on the internet. The key is made on the computer and never leaves it. Nobody else gets in from outside.</p>
</footer>
</main>
<script>${SCRIPT}</script>
</body>
</html>
`;

const hash = (text: string) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;

const escaped = (text: string) =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');

function downloadLinks(downloads: HomeConfig['downloads'] = {}): string {
  const found = (Object.keys(DOWNLOAD_SYSTEMS) as DownloadSystem[]).flatMap((system) => {
    const download = downloads[system];
    return download ? [{ name: DOWNLOAD_SYSTEMS[system], ...download }] : [];
  });
  if (found.length === 0) return NO_DOWNLOADS;
  const links = found.map(({ name, url }) => `<a href="${escaped(url)}" rel="noreferrer">${name}</a>`);
  const sums = found.flatMap(({ name, sha256 }) =>
    sha256 ? [`<p class="soft">${name}</p><code>${sha256}</code>`] : [],
  );
  const check =
    sums.length > 0
      ? `<details><summary class="soft">SHA-256 of the downloads</summary>${sums.join('')}</details>`
      : '';
  return `<p>No Latchkey yet? Get it for ${links.join(', ')}.</p>${check}`;
}

/**
 * The page and the policy that it is to be served with.
 * @param enrolment host and port where the app enrols, when that is not where the page is
 * @param downloads where people get the app
 */
export function landingPage(enrolment?: string, downloads?: HomeConfig['downloads']): LandingPage {
  const policy = [
    "default-src 'none'",
    `style-src ${hash(STYLE)}`,
    `script-src ${hash(SCRIPT)}`,
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ];
  const page = HTML.replace(DOWNLOADS_HERE, () => downloadLinks(downloads));
  const html = enrolment === undefined ? page : page.replace('<html', `<html data-enrolment="${enrolment}"`);
  return { html, policy: policy.join('; ') };
}
