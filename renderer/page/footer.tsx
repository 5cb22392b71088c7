import { LANGUAGE_NAMES, LANGUAGES, type Language } from '../texts/language.ts';
import { useTexts } from './texts.ts';

interface FooterProps {
  readonly language: Language;
  readonly onLanguage: (language: Language) => void;
}

/** What Latchkey is, and the languages that the page can be read in. */
export function Footer({ language, onLanguage }: FooterProps) {
  const t = useTexts();
  return (
    <footer>
      <p className="aside">{t('about')}</p>
      <label className="aside">
        {t('language')}{' '}
        <select
          value={language}
          onChange={({ target }) => onLanguage(LANGUAGES.find((one) => one === target.value) ?? 'en')}
        >
          {LANGUAGES.map((each) => (
            <option key={each} value={each}>
              {LANGUAGE_NAMES[each]}
            </option>
          ))}
        </select>
      </label>
    </footer>
  );
}
