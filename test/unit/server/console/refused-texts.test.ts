/** What the console says to somebody whom it does not open for. */
import { expect, test } from 'vitest';
import { REFUSED_TEXTS } from '../../../../server/console/refused-texts.ts';
import { LANGUAGES } from '../../../../shared/languages.ts';

test.each(LANGUAGES)('the command that makes somebody an admin can be typed as it is shown: %s', (language) => {
  expect(REFUSED_TEXTS[language].how).toContain('<code>latchkey admin add &lt;person&gt;</code>');
});
