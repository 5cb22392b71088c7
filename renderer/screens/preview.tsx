import { useState } from 'react';
import { Checkbox } from 'react-aria-components/Checkbox';
import { FieldError } from 'react-aria-components/FieldError';
import { Form } from 'react-aria-components/Form';
import { Input } from 'react-aria-components/Input';
import { Label } from 'react-aria-components/Label';
import { Text } from 'react-aria-components/Text';
import { TextField } from 'react-aria-components/TextField';
import { useTranslation } from 'react-i18next';
import type { PreviewView } from '../../shared/ipc/views.ts';
import { MAX_NAME_UNITS, type NameProblem, nameProblem } from '../../shared/name-rules.ts';
import { Actions } from '../components/actions.tsx';
import { Button } from '../components/button.tsx';
import { Facts } from '../components/facts.tsx';
import { Fold } from '../components/fold.tsx';
import { CheckIcon, InfoIcon } from '../components/icons.tsx';
import { PromptHints } from '../components/prompt-hints.tsx';
import { Screen } from '../components/screen.tsx';
import { ServiceIcon } from '../components/service-icon.tsx';
import { useApp } from '../state/app-context.ts';
import { duringEnrolment } from '../state/prompt-hints.ts';

export function PreviewScreen({ preview }: { readonly preview: PreviewView }) {
  const { t } = useTranslation();
  const { controller, formats, state } = useApp();
  const { home, person, services, adds, certificateDays, expiresAt, host, promptHints } = preview;
  const [insist, setInsist] = useState(false);
  const problem = nameProblem(state.draft.deviceName);

  const submit = () => {
    setInsist(true);
    if (problem === undefined) void controller.enrol();
    else document.querySelector<HTMLElement>('.device-field input')?.focus();
  };
  return (
    <Screen title={t('preview.title', { home: home.name })} lead={t('preview.lead')} onBack={controller.back}>
      <Form
        className="form"
        onSubmit={(event) => {
          event.preventDefault();
          submit();
        }}
      >
        <Facts
          facts={[
            [t('preview.person'), person],
            [
              t('preview.services'),
              services.length > 0 ? <Names key="services" services={services} /> : t('preview.noServices'),
            ],
            ...(adds
              ? [[t('preview.adds'), adds.length > 0 ? formats.list(adds) : t('preview.addsNothing')] as const]
              : []),
            [t('preview.duration'), t('preview.durationDays', { days: formats.life(certificateDays) })],
            [t('preview.host'), host],
          ]}
        />
        <Already preview={preview} />
        <DeviceField home={home.name} problem={insist ? problem : quiet(problem)} />
        <PromptHints promptHints={duringEnrolment(promptHints)} brief />
        <p className="aside">{t('preview.expires', { date: formats.moment(expiresAt) })}</p>
        <Actions>
          <Button kind="main" type="submit">
            {t('preview.yes')}
          </Button>
          <Button onPress={controller.back}>{t('preview.no')}</Button>
        </Actions>
      </Form>
    </Screen>
  );
}

/** A field that is empty while somebody types another name is not wrong yet. */
const quiet = (problem: NameProblem | undefined) => (problem === 'empty' ? undefined : problem);

function Names({ services }: Pick<PreviewView, 'services'>) {
  return (
    <ul className="chips">
      {services.map((service) => (
        <li key={service.name} title={new URL(service.url).host}>
          <ServiceIcon service={service} />
          {service.name}
        </li>
      ))}
    </ul>
  );
}

function DeviceField({ home, problem }: { readonly home: string; readonly problem: NameProblem | undefined }) {
  const { t } = useTranslation();
  const { controller, state } = useApp();
  const words = {
    empty: t('preview.deviceEmpty'),
    long: t('preview.deviceLong'),
    character: t('preview.deviceCharacter'),
  };
  return (
    <TextField
      className="field device-field"
      value={state.draft.deviceName}
      onChange={(deviceName) => controller.edit({ deviceName })}
      isInvalid={problem !== undefined}
      validationBehavior="aria"
    >
      <Label>{t('preview.device')}</Label>
      <Input autoComplete="off" spellCheck={false} maxLength={MAX_NAME_UNITS} />
      <Text slot="description" elementType="p" className="field-note neutral">
        {t('preview.deviceHelp', { home })}
      </Text>
      {problem && <FieldError className="field-note wrong">{words[problem]}</FieldError>}
    </TextField>
  );
}

/** Keys to the same home that are here already, and what becomes of them. */
function Already({ preview }: { readonly preview: PreviewView }) {
  const { t } = useTranslation();
  const { controller, formats, state } = useApp();
  const { keepOld } = state.draft;
  const quoted = (names: readonly string[]) => formats.list(names.map((text) => t('common.quoted', { text })));
  const own = preview.already.filter(({ person }) => person === preview.person).map(({ deviceName }) => deviceName);
  const others = preview.already.filter(({ person }) => person !== preview.person).map(({ person }) => person);
  if (preview.already.length === 0) return null;
  return (
    <section className="box info">
      <InfoIcon />
      <div className="box-body">
        {own.length > 0 && (
          <p>
            {keepOld
              ? t('preview.keeps', { names: quoted(own), count: own.length })
              : t('preview.replaces', { home: preview.home.name, names: quoted(own), count: own.length })}
          </p>
        )}
        {others.length > 0 && <p>{t('preview.others', { names: quoted(others), count: others.length })}</p>}
        {own.length > 0 && (
          <Fold title={t('preview.more')}>
            <Checkbox
              className="checkbox"
              isSelected={keepOld}
              onChange={(selected) => controller.edit({ keepOld: selected })}
            >
              <span className="checkbox-mark">
                <CheckIcon />
              </span>
              {t('preview.keepOld')}
            </Checkbox>
          </Fold>
        )}
      </div>
    </section>
  );
}
