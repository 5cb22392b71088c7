import { Input } from 'react-aria-components/Input';
import { SearchField } from 'react-aria-components/SearchField';
import { SearchIcon } from '../../components/icons.tsx';

interface SearchProps {
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
}

/** The most that the home looks for: UTF-16 units. */
const MOST = 100;

export function Search({ label, value, onChange }: SearchProps) {
  return (
    <SearchField className="search" aria-label={label} value={value} onChange={onChange}>
      <SearchIcon />
      <Input placeholder={label} autoComplete="off" spellCheck={false} maxLength={MOST} />
    </SearchField>
  );
}
