/** The middle one; of an even number, the upper of the two. */
export const median = (numbers: readonly number[]): number =>
  numbers.toSorted((a, b) => a - b)[numbers.length >> 1] ?? Number.NaN;

/** Three digits are more than a benchmark knows. */
export const round = (value: number): number => Number(value.toPrecision(3));

/** @throws Error naming the option, for the shell */
export function wholeNumber(name: string, text: string, most: number): number {
  const number = Number(text);
  if (!Number.isInteger(number) || number < 1 || number > most) {
    throw new Error(`--${name} takes a whole number from 1 to ${most}`);
  }
  return number;
}
