import { z } from 'zod';
import { LANGUAGES } from '../../../../shared/languages.ts';

/** `language`: what the admin reads and sends. The app and the web pages follow each reader's own system. */
export const languageSection = z
  .enum(LANGUAGES, `is not a language that there is; write one of ${LANGUAGES.join(', ')}`)
  .default('en')
  .describe(
    'The language of notices and e-mails to you, and of messages for the people you invite: en, de, fr, es or nl. Default: en.',
  );
