import { CheckIcon, InfoIcon, WarningIcon } from './icons.tsx';

const ICONS = { good: <CheckIcon />, info: <InfoIcon />, bad: <WarningIcon /> } as const;

/** Above a headline: whether what it says is good, bad or neither. The headline says it in words. */
export function Sign({ tone }: { readonly tone: keyof typeof ICONS }) {
  return <div className={`sign ${tone}`}>{ICONS[tone]}</div>;
}
