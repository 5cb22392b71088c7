/** Edits between two words (optimal string alignment: a swap of neighbours is one edit). */
function distance(left: string, right: string): number {
  let before: number[] = [];
  let last = Array.from({ length: right.length + 1 }, (_, column) => column);
  for (let row = 1; row <= left.length; row++) {
    const now = [row];
    for (let column = 1; column <= right.length; column++) {
      const same = left[row - 1] === right[column - 1] ? 0 : 1;
      const at = (cells: readonly number[], column: number) => cells[column] ?? 0;
      let least = Math.min(at(last, column) + 1, at(now, column - 1) + 1, at(last, column - 1) + same);
      const swapped = left[row - 1] === right[column - 2] && left[row - 2] === right[column - 1];
      if (row > 1 && column > 1 && swapped) least = Math.min(least, at(before, column - 2) + 1);
      now.push(least);
    }
    [before, last] = [last, now];
  }
  return last[right.length] ?? 0;
}

const plain = (word: string) => word.toLowerCase().replace(/[^a-z0-9]/g, '');

/** The word that was probably meant, or undefined when none is near: a third of its letters may be wrong. */
export function didYouMean(word: string, known: readonly string[]): string | undefined {
  const ranked = known.map((each) => [distance(plain(word), plain(each)), each] as const).sort((a, b) => a[0] - b[0]);
  const [edits, nearest] = ranked[0] ?? [Number.POSITIVE_INFINITY, ''];
  return edits <= Math.max(1, Math.floor(nearest.length / 3)) ? nearest : undefined;
}
