import { useContext } from 'react';
import { useTranslation } from 'react-i18next';
import { LANGUAGE_NAMES, LANGUAGES } from '../../texts/language.ts';
import { LanguageContext } from '../state/language.ts';
import { Choose } from './choose.tsx';

export function LanguageChoice() {
  const { t } = useTranslation('console');
  const { language, speak } = useContext(LanguageContext);
  return (
    <Choose
      label={t('shell.language')}
      value={language}
      onChange={speak}
      options={LANGUAGES.map((one) => [one, LANGUAGE_NAMES[one]])}
    />
  );
}
