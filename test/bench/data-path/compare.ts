/** Ways that take turns, so that whatever else the machine does meets all of them; and what comes of it. */
import process from 'node:process';
import { median, round } from '../figures.ts';

type Figures<Figure extends string> = Readonly<Record<Figure, number>>;
/** By the name of the way, in the order of the rounds. */
type Samples<Name extends string, Figure extends string> = Readonly<Record<Name, readonly Figures<Figure>[]>>;

/** The middle of each way, and of the ratios of two ways in the same round. */
export interface Compared<Name extends string, Figure extends string> {
  readonly rows: readonly ({ readonly name: Name } & Figures<Figure>)[];
  readonly ratios: readonly ({ readonly name: Name; readonly to: Name } & Figures<Figure>)[];
}

/** What is compared with bare Caddy and the loop wherever a real service is meant. */
export const COMPARED = ['LAN', 'WAN direct', 'WAN, the seed’s loop', 'bare Caddy with mTLS'] as const;
export const PAIRS = [
  ['WAN direct', 'LAN'],
  ['WAN direct', 'WAN, the seed’s loop'],
  ['WAN direct', 'bare Caddy with mTLS'],
] as const;

/**
 * Measures each way once a round.
 * @param warmUp whether one round more is done that does not count
 */
export async function inTurns<Name extends string, Figure extends string>(
  names: readonly Name[],
  { rounds, warmUp }: { readonly rounds: number; readonly warmUp: boolean },
  measure: (name: Name) => Promise<Figures<Figure>>,
): Promise<Samples<Name, Figure>> {
  const samples = Object.fromEntries(names.map((name) => [name, [] as Figures<Figure>[]])) as Record<
    Name,
    Figures<Figure>[]
  >;
  for (let turn = warmUp ? 0 : 1; turn <= rounds; turn += 1)
    for (const name of names) {
      const sample = await measure(name);
      if (turn > 0) samples[name].push(sample);
    }
  return samples;
}

export function compare<Name extends string, Figure extends string>(
  samples: Samples<Name, Figure>,
  figures: readonly Figure[],
  pairs: readonly (readonly [Name, Name])[],
): Compared<Name, Figure> {
  const each = (of: (figure: Figure) => number) =>
    Object.fromEntries(figures.map((figure) => [figure, round(of(figure))])) as Figures<Figure>;
  const all = (name: Name, figure: Figure) => samples[name].map((sample) => sample[figure]);
  return {
    rows: (Object.keys(samples) as Name[]).map((name) => ({ name, ...each((figure) => median(all(name, figure))) })),
    ratios: pairs.map(([name, to]) => ({
      name,
      to,
      ...each((figure) => median(all(name, figure).map((value, at) => value / (all(to, figure)[at] ?? Number.NaN)))),
    })),
  };
}

/** @param heads of the columns, one for each figure */
export function print<Name extends string, Figure extends string>(
  title: string,
  figures: readonly Figure[],
  heads: readonly string[],
  { rows, ratios }: Compared<Name, Figure>,
): void {
  const line = (name: string, cells: readonly (string | number)[]) =>
    process.stdout.write(`${name.padEnd(64)}${cells.map((cell) => String(cell).padStart(16)).join('')}\n`);
  line(title, heads);
  for (const row of rows)
    line(
      `  ${row.name}`,
      figures.map((figure) => row[figure]),
    );
  for (const row of ratios)
    line(
      `  ${row.name} : ${row.to}`,
      figures.map((figure) => row[figure]),
    );
}
