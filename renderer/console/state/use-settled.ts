import { useEffect, useState } from 'react';

/** Milliseconds without a key pressed. */
const REST = 200;

/** What somebody types, once they have stopped typing. */
export function useSettled<Value>(value: Value): Value {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), REST);
    return () => clearTimeout(timer);
  }, [value]);
  return settled;
}
