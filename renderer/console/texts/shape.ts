import type { Translated } from '../../texts/shape.ts';
import type { en } from './en.ts';

/** The console's texts in another language. */
export type ConsoleTexts = Translated<typeof en>;
