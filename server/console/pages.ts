/** What the console's host shows: its page to admins, why not to others. */
import { ERRORS, type ErrorCode } from '../../shared/errors.ts';
import type { Language } from '../../shared/languages.ts';
import { escapeHtml } from '../http/pages/html.ts';
import type { PageBundle } from '../http/pages/page-bundle.ts';
import { screen, shell } from '../http/pages/shell.ts';
import { REFUSED_TEXTS, type RefusedTexts } from './refused-texts.ts';

/** Where the files are; their names change with what is in them. */
export const ASSETS = '/assets/';

/** The page: everything on it is asked for by its script. */
export const consolePage = (language: Language, bundle: PageBundle): string =>
  shell({ language, styles: bundle.styles, script: bundle.entry, body: '<div id="root"></div>', files: ASSETS });

const REASONS: Partial<Readonly<Record<ErrorCode, keyof RefusedTexts>>> = {
  CONSOLE_KEY_MISSING: 'missing',
  CONSOLE_KEY_NOT_VALID: 'notValid',
  CONSOLE_NOT_ADMIN: 'notAdmin',
};

/** Says to somebody who may not open the console why, and what would. */
export function refusedPage(language: Language, { styles }: Pick<PageBundle, 'styles'>, code: ErrorCode): string {
  const t = REFUSED_TEXTS[language];
  const reason = REASONS[code];
  const text = reason === undefined ? escapeHtml(ERRORS[code].title) : t[reason];
  const body = screen(`<h1>${t.title}</h1>
<p class="lead">${text}</p>
<p>${t.how}</p>`);
  return shell({ language, styles, body, files: ASSETS });
}
