import { useContext, useEffect, useId, useRef, useState } from 'react';
import { Form } from 'react-aria-components/Form';
import { useTranslation } from 'react-i18next';
import type { ConsoleReply } from '../../../shared/console/routes.ts';
import { MAX_NAME, MAX_NAME_UNITS, tidyName } from '../../../shared/name-rules.ts';
import { Button } from '../../components/button.tsx';
import { WarningIcon } from '../../components/icons.tsx';
import { TextField } from '../../components/text-field.tsx';
import { INVITATION_LIVES, newRequest } from '../state/inviting.ts';
import { LanguageContext } from '../state/language.ts';
import { useAction } from '../state/use-action.ts';
import { useConsole } from '../state/use-console.ts';
import { useLoaded } from '../state/use-loaded.ts';
import { useSettled } from '../state/use-settled.ts';
import { useNameProblem } from '../texts/use-name-problem.ts';
import { Choose } from './choose.tsx';
import { OneOf } from './one-of.tsx';
import { ServiceBoxes } from './service-boxes.tsx';
import { TroubleBox } from './trouble-box.tsx';

type Kind = 'either' | 'phone' | 'computer';

interface InviteFormProps {
  readonly person: string | undefined;
  readonly onMade: (made: ConsoleReply<'invite'>) => void;
}

/** Whom to invite, for what, to what and for how long. What was typed stays, whatever goes wrong. */
export function InviteForm({ person: first = '', onMade }: InviteFormProps) {
  const { t } = useTranslation('console');
  const { live, me, formats } = useConsole();
  const { language } = useContext(LanguageContext);
  const { run, busy, trouble } = useAction();
  const problem = useNameProblem();
  const [person, setPerson] = useState(first);
  const [device, setDevice] = useState('');
  const [kind, setKind] = useState<Kind>('either');
  const [chosen, setChosen] = useState<readonly string[]>([]);
  const [some, setSome] = useState(false);
  const [life, setLife] = useState(String(me.invitationLifeSeconds));
  const [tried, setTried] = useState(false);
  const form = useRef<HTMLFormElement>(null);
  /** The same for each try of the same order: a reply that was lost makes no second invitation. */
  const request = useRef(newRequest());

  const settled = useSettled(tidyName(person));
  // Before a name is typed there is nobody to ask for. A name that cannot be looked up is said when inviting.
  const { value: found } = useLoaded('person', settled === '' ? undefined : { name: settled }, ['people', 'access']);
  const personWrong = problem(person, MAX_NAME);
  const deviceWrong = device.trim() === '' ? undefined : problem(device, MAX_NAME);
  const servicesWrong = some && chosen.length === 0 ? t('invite.chooseSome') : undefined;
  const lives = [...new Set([...INVITATION_LIVES, me.invitationLifeSeconds])].sort((a, b) => a - b);

  const order = {
    person: tidyName(person),
    ...(device.trim() === '' ? {} : { device: tidyName(device) }),
    ...(some ? { services: [...chosen] } : {}),
    lifeSeconds: Number(life),
    ...(kind === 'either' ? {} : { isFor: kind }),
    pageLanguage: language,
  };
  const content = JSON.stringify(order);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another order is another request.
  useEffect(() => {
    request.current = newRequest();
  }, [content]);

  const invite = async () => {
    setTried(true);
    if (personWrong ?? deviceWrong ?? servicesWrong) {
      requestAnimationFrame(() => form.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus());
      return;
    }
    await run(async () => {
      const made = await live.call('invite', { request: request.current, ...order });
      live.changed('invitations');
      request.current = newRequest();
      onMade(made);
    });
  };
  return (
    <Form
      ref={form}
      className="panel form"
      onSubmit={(event) => {
        event.preventDefault();
        void invite();
      }}
    >
      <PersonField
        value={person}
        onChange={setPerson}
        wrong={tried ? personWrong : undefined}
        settled={settled}
        found={found}
      />
      <OneOf
        label={t('invite.kind')}
        value={kind}
        onChange={setKind}
        options={[
          ['either', t('invite.either'), t('invite.eitherText')],
          ['phone', t('kinds.phone'), t(me.appleProfiles ? 'invite.phoneText' : 'invite.phoneNoApple')],
          ['computer', t('kinds.computer'), t('invite.computerText')],
        ]}
      />
      <TextField
        label={t('invite.device')}
        help={t('invite.deviceHelp')}
        value={device}
        onChange={setDevice}
        wrong={tried ? deviceWrong : undefined}
        maxLength={MAX_NAME_UNITS}
      />
      <ServiceBoxes
        found={found}
        some={some}
        onSome={setSome}
        chosen={chosen}
        onChosen={setChosen}
        wrong={tried ? servicesWrong : undefined}
      />
      <Choose
        label={t('invite.life')}
        value={life}
        onChange={setLife}
        options={lives.map((seconds) => [String(seconds), formats.span(seconds)])}
      />
      <TroubleBox trouble={trouble} />
      <div className="actions">
        <Button kind="main" type="submit" busy={busy}>
          {busy ? t('common.moment') : t('invite.make')}
        </Button>
      </div>
    </Form>
  );
}

interface PersonFieldProps {
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly wrong: string | undefined;
  /** What was typed, tidied, once typing has stopped. */
  readonly settled: string;
  /** Who has that name, as far as the home knows; undefined until it has said. */
  readonly found: ConsoleReply<'person'> | undefined;
}

/** Who it is: somebody known is offered while one types, and a name that looks like another one's is said. */
function PersonField({ value, onChange, wrong, settled, found }: PersonFieldProps) {
  const { t } = useTranslation('console');
  const list = useId();
  const { value: people } = useLoaded('people', { limit: 8, ...(settled === '' ? {} : { search: settled }) }, [
    'people',
  ]);
  // Nobody takes a name that is known for another one's.
  const alike = found?.known === false ? found.looksLike : [];
  return (
    <>
      <TextField
        label={t('invite.person')}
        help={t('invite.personHelp')}
        value={value}
        onChange={onChange}
        wrong={wrong}
        maxLength={MAX_NAME_UNITS}
        list={list}
      />
      <datalist id={list}>
        {people?.items.map(({ name }) => (
          <option key={name} value={name} />
        ))}
      </datalist>
      {alike.map((name) => (
        <section key={name} className="box warn" role="status">
          <WarningIcon />
          <div className="box-body">
            <p>{t('invite.looksLike', { name })}</p>
            <div className="actions">
              <Button onPress={() => onChange(name)}>{t('invite.useIt', { name })}</Button>
            </div>
          </div>
        </section>
      ))}
    </>
  );
}
