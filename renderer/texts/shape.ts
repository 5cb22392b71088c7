import type { en } from './en.ts';

/** The same texts in another language. Plural forms may be more than English has: French and Spanish have `_many`. */
export type Translated<Part> = {
  readonly [Key in keyof Part]: Part[Key] extends string ? string : Translated<Part[Key]>;
} & { readonly [more: `${string}_many`]: string };

export type Texts = Translated<typeof en>;
