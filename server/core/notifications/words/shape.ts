import type { en } from './en.ts';

type Translated<Part> = { readonly [Key in keyof Part]: Part[Key] extends string ? string : Translated<Part[Key]> };

/** The same notices in another language. */
export type NoticeTexts = Translated<typeof en>;
