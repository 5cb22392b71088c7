import { LANGUAGES } from '../../../shared/languages.ts';
import { PLAIN_PAGE_HEADERS } from '../../core/plain-page/page.ts';
import { troublePage } from '../../core/plain-page/trouble.ts';
import { block } from './caddy-block.ts';

/**
 * What a browser is shown while the signing API does not answer. The first language that the browser names decides; a program
 * is told no more than the status.
 * @returns a snippet for the sites of the enrolment listener
 */
export function whileDown(): string {
  const headers = Object.entries(PLAIN_PAGE_HEADERS).map(([name, value]) => `${name} "${value}"`);
  const others = LANGUAGES.filter((language) => language !== 'en');
  const page = block(
    'handle_errors 502 503 504',
    block('header', ...headers, 'Retry-After 30'),
    '@program not header Accept *text/html*',
    'respond @program ""',
    ...others.flatMap((language) => [
      `@${language} header_regexp Accept-Language (?i)^\\s*${language}\\b`,
      `respond @${language} \`${troublePage(language, 'down')}\``,
    ]),
    `respond \`${troublePage('en', 'down')}\``,
  );
  return `# While the signing API does not answer.\n${block('(while_down)', page)}`;
}
