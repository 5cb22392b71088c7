import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { FailureView } from '../../shared/ipc/views.ts';
import { useApp } from '../state/app-context.ts';
import { Button } from './button.tsx';
import { Live } from './live.tsx';

export function CopyFailure({ failure }: { readonly failure: FailureView }) {
  const { t } = useTranslation();
  const { bridge } = useApp();
  const [copied, setCopied] = useState(false);
  const copy = async () => {
    const reply = await bridge.copyFailure(failure);
    setCopied(reply.ok);
  };
  return (
    <>
      <Button kind="quiet" onPress={() => void copy()}>
        {copied ? t('common.copied') : t('common.copyDetails')}
      </Button>
      <Live text={copied ? t('common.copied') : ''} />
    </>
  );
}
