/** The languages that people are spoken to in (BCP 47, without regions): the app, the web pages and the notices. */
export const LANGUAGES = ['en', 'de', 'fr', 'es', 'nl'] as const;
export type Language = (typeof LANGUAGES)[number];
