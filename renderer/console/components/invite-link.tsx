import { useTranslation } from 'react-i18next';
import { PlusIcon } from '../../components/icons.tsx';
import { linkTo } from '../state/route.ts';

/** The way to invite somebody, beside a page's title. With a person: for another device of theirs. */
export function InviteLink({ person }: { readonly person?: string }) {
  const { t } = useTranslation('console');
  return (
    <a className="button main" href={linkTo('invite', person)}>
      <PlusIcon />
      {t(person === undefined ? 'overview.invite' : 'person.invite')}
    </a>
  );
}
