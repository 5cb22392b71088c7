import { plainText } from '../../../shared/plain-text.ts';

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Somebody's words for a page: text wherever they stand, and one line of it. */
export const escapeHtml = (text: string) =>
  plainText(text).replace(/[&<>"']/g, (character) => ENTITIES[character] ?? '');
