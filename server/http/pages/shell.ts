import type { FastifyReply } from 'fastify';
import type { Language } from '../../../shared/languages.ts';
import { mark } from '../../core/plain-page/look.ts';
import { PAGE_FILES, type PageBundle } from './page-bundle.ts';

/**
 * The policy of the pages: their own files, their own origin to ask, and no frame around them. Nothing is inline, so that no
 * text of anybody can become part of a page.
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

/** Of pages with a form that goes to their own origin. */
export const FORM_POLICY = PAGE_POLICY.replace("form-action 'none'", "form-action 'self'");

/** Sends a page in the reader's language. */
export const sendPage = (reply: FastifyReply, html: string, policy = PAGE_POLICY): FastifyReply =>
  reply
    .header('content-security-policy', policy)
    .header('vary', 'Accept-Language')
    .type('text/html; charset=utf-8')
    .send(html);

export interface Shell {
  readonly language: Language;
  /** The styles of the page of an invite are those of every page. */
  readonly styles: PageBundle['styles'];
  /** What runs, by its name in the bundle. */
  readonly script?: string;
  /** Where they are; {@link PAGE_FILES} unless said otherwise. */
  readonly files?: string;
  /** HTML. */
  readonly body: string;
}

/** The body of a page that only says something. @param more HTML below it */
export const screen = (said: string, more = ''): string => `<main class="screen page">
${mark(' class="mark"')}
<section>
${said}
</section>
${more}</main>`;

/** A page around its body. */
export function shell({ language, styles, script, files = PAGE_FILES, body }: Shell): string {
  const head = [
    '<meta charset="utf-8">',
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    '<meta name="robots" content="noindex">',
    '<meta name="color-scheme" content="light dark">',
    '<title>Latchkey</title>',
    ...styles.map((name) => `<link rel="stylesheet" href="${files}${name}">`),
    ...(script === undefined ? [] : [`<script type="module" src="${files}${script}"></script>`]),
  ];
  return `<!doctype html>
<html lang="${language}">
<head>
${head.join('\n')}
</head>
<body>
${body}
</body>
</html>
`;
}
