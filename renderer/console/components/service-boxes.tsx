import { Checkbox } from 'react-aria-components/Checkbox';
import { useTranslation } from 'react-i18next';
import type { ConsoleReply } from '../../../shared/console/routes.ts';
import { CheckIcon, WarningIcon } from '../../components/icons.tsx';
import { useConsole } from '../state/use-console.ts';
import { OneOf } from './one-of.tsx';

interface ServiceBoxesProps {
  /** Whose name was typed, as far as the home knows. */
  readonly found: ConsoleReply<'person'> | undefined;
  /** Whether services are chosen one by one. */
  readonly some: boolean;
  readonly onSome: (some: boolean) => void;
  readonly chosen: readonly string[];
  readonly onChosen: (chosen: readonly string[]) => void;
  readonly wrong: string | undefined;
}

/** What the invitation opens. For somebody who is known it adds to what they may open. */
export function ServiceBoxes({ found, some, onSome, chosen, onChosen, wrong }: ServiceBoxesProps) {
  const { t } = useTranslation('console');
  const { me, formats } = useConsole();
  const known = found?.known === true;
  const has = known ? (found.access[0]?.services.filter(({ open }) => open).map(({ name }) => name) ?? []) : [];
  if (me.services.length === 0) return null;
  return (
    <div className="field">
      <OneOf
        label={t('invite.services')}
        value={some ? 'some' : 'usual'}
        onChange={(way) => onSome(way === 'some')}
        options={[
          known
            ? ['usual', t('invite.asBefore'), has.length === 0 ? t('devices.opensNothing') : formats.list(has)]
            : ['usual', t('invite.everything'), t('invite.everythingText')],
          ['some', known ? t('invite.more') : t('invite.some')],
        ]}
      />
      {some && (
        <ul className="boxes" aria-label={t('invite.services')}>
          {me.services.map(({ name, for: whom }) => {
            const there = has.includes(name);
            return (
              <li key={name}>
                <Checkbox
                  className="checkbox"
                  isSelected={there || chosen.includes(name)}
                  isDisabled={there}
                  onChange={(on) => onChosen(on ? [...chosen, name] : chosen.filter((one) => one !== name))}
                >
                  <span className="checkbox-mark">
                    <CheckIcon />
                  </span>
                  <span>
                    {name}
                    {there ? <span className="soft">{t('invite.hasIt')}</span> : null}
                    {!there && whom === 'chosen' ? <span className="soft">{t('access.chosen')}</span> : null}
                  </span>
                </Checkbox>
              </li>
            );
          })}
        </ul>
      )}
      {wrong !== undefined && (
        <p className="field-note wrong" role="alert">
          <WarningIcon />
          <span>{wrong}</span>
        </p>
      )}
    </div>
  );
}
