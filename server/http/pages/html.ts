import { plainText } from '../../../shared/plain-text.ts';

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Fills in what is HTML already; what is filled in is not looked into again. */
export const fill = (text: string, values: Readonly<Record<string, string>>) =>
  text.replace(/\{(\w+)\}/g, (whole, name: string) => values[name] ?? whole);

/** Somebody's words for a page: text wherever they stand, and one line of it. */
export const escapeHtml = (text: string) =>
  plainText(text).replace(/[&<>"']/g, (character) => ENTITIES[character] ?? '');
