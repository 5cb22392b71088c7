/** The pages of the console's host: the console for admins, and a refusal with its reason for others. */
import { ERRORS, type ErrorCode } from '../../shared/errors.ts';
import type { Language } from '../../shared/languages.ts';
import { escapeHtml } from '../http/pages/html.ts';
import type { PageBundle } from '../http/pages/page-bundle.ts';
import { screen, shell } from '../http/pages/shell.ts';
import { REFUSED_TEXTS, type RefusedTexts } from './refused-texts.ts';

/** The path of the files; each name contains a hash of the file. */
export const ASSETS = '/assets/';

/** The console's page, empty: its script loads the data. */
export const consolePage = (language: Language, bundle: PageBundle): string =>
  shell({ language, styles: bundle.styles, script: bundle.entry, body: '<div id="root"></div>', files: ASSETS });

const REASONS: Partial<Readonly<Record<ErrorCode, keyof RefusedTexts>>> = {
  CONSOLE_KEY_MISSING: 'missing',
  CONSOLE_KEY_NOT_VALID: 'notValid',
  CONSOLE_NOT_ADMIN: 'notAdmin',
};

/** Tells somebody who may not open the console why, and how it can be opened. */
export function refusedPage(language: Language, { styles }: Pick<PageBundle, 'styles'>, code: ErrorCode): string {
  const t = REFUSED_TEXTS[language];
  const reason = REASONS[code];
  const text = reason === undefined ? escapeHtml(ERRORS[code].title) : t[reason];
  const body = screen(`<h1>${t.title}</h1>
<p class="lead">${text}</p>
<p>${t.how}</p>`);
  return shell({ language, styles, body, files: ASSETS });
}
