import { plainText } from '../../shared/plain-text.ts';
import { Shown } from './terminal.ts';
import { cut, width } from './text-width.ts';

/** Between two columns of a table. */
const GAP = '  ';
/** No column is cut to less: there would be nothing left to know it by. */
const NARROWEST = 10;
/** The widths of columns that together fit: the widest give first. */
function fitted(widths: readonly number[], columns: number): readonly number[] {
  const room = columns - GAP.length * (widths.length - 1);
  const sum = (most: number) => widths.reduce((all, each) => all + Math.min(each, most), 0);
  let most = Math.max(NARROWEST, ...widths);
  while (most > NARROWEST && sum(most) > room) most -= 1;
  return widths.map((each) => Math.min(each, most));
}

/** A row as lines of `heading  value`, for a terminal that is too narrow for columns. */
function card(headings: readonly string[], row: readonly string[], columns: number): string {
  const label = Math.max(...headings.map(width));
  const beside = columns - label - GAP.length >= NARROWEST;
  const pad = (heading: string) => heading + ' '.repeat(label - width(heading));
  return headings
    .flatMap((heading, at) => {
      const cell = row[at] ?? '';
      if (beside) return [cut(`${pad(heading)}${GAP}${cell}`, columns).trimEnd()];
      return [heading, `${GAP}${cell}`].filter((text) => text.trim() !== '').map((text) => cut(text, columns));
    })
    .join('\n');
}

/**
 * Lines up rows under their headings, two spaces between columns. On a terminal that is too narrow, long cells are cut,
 * and where even that is not enough each row becomes a card; a pipe gets them whole.
 */
export function table(headings: readonly string[], rows: readonly (readonly string[])[]): Shown {
  const cells = [headings, ...rows].map((row) => row.map(plainText));
  const natural = headings.map((_, column) => Math.max(...cells.map((row) => width(row[column] ?? ''))));
  return new Shown((columns) => {
    const widths = columns === undefined ? natural : fitted(natural, columns);
    const needed = widths.reduce((sum, each) => sum + each, GAP.length * (widths.length - 1));
    if (columns !== undefined && needed > columns)
      return cells
        .slice(1)
        .map((row) => card(cells[0] ?? [], row, columns))
        .join('\n\n');
    const line = (row: readonly string[]) =>
      row
        .map((cell, at) => cut(cell, widths[at] ?? 0))
        .map((cell, at) => cell + ' '.repeat((widths[at] ?? 0) - width(cell)))
        .join(GAP)
        .trimEnd();
    return cells.map(line).join('\n');
  });
}
