import type { en } from './en.ts';

/** Every language has every text. */
export type Texts = Readonly<Record<keyof typeof en, string>>;
