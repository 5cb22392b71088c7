import { LANGUAGES, type Language } from '../../../shared/languages.ts';

/** Characters of the header that are read; what a stranger sends has no end by itself. */
const MAX_HEADER = 500;

/**
 * The reader's language, as the browser says it (RFC 9110, 12.5.4): the most wanted one that there is.
 * @param header the value of Accept-Language
 */
export function pageLanguage(header: string | undefined): Language {
  const wanted = (header ?? '')
    .slice(0, MAX_HEADER)
    .split(',')
    .map((range) => {
      const [tag = '', ...parameters] = range.trim().toLowerCase().split(';');
      const quality = parameters.map((one) => /^\s*q=([01](?:\.\d{0,3})?)\s*$/.exec(one)?.[1]).find(Boolean);
      return { language: tag.split('-')[0], quality: quality === undefined ? 1 : Number(quality) };
    })
    .filter(({ quality }) => quality > 0)
    .sort((a, b) => b.quality - a.quality);
  const found = wanted.map(({ language }) => LANGUAGES.find((one) => one === language)).find(Boolean);
  return found ?? 'en';
}
