import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../../components/button.tsx';

interface MoreProps {
  readonly more: (() => void) | undefined;
  readonly busy: boolean;
}

/** The end of a list: when it comes into view there is more, and there is a button for those who do not scroll. */
export function More({ more, busy }: MoreProps) {
  const { t } = useTranslation('console');
  const end = useRef<HTMLDivElement>(null);
  const latest = useRef(more);
  latest.current = more;
  const there = more !== undefined;
  useEffect(() => {
    if (!there || !end.current) return;
    const seen = new IntersectionObserver(([entry]) => entry?.isIntersecting && latest.current?.(), {
      rootMargin: '600px',
    });
    seen.observe(end.current);
    return () => seen.disconnect();
  }, [there]);
  if (!there) return null;
  return (
    <div ref={end} className="more">
      <Button busy={busy} onPress={more}>
        {busy ? t('common.moment') : t('list.more')}
      </Button>
    </div>
  );
}
