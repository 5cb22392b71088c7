/** A benchmark of `npm run bench`. */
interface PartOf<Result> {
  readonly name: string;
  readonly title: string;
  readonly program: string;
  /** What comes after `npm run`, when it is not `bench:` and the name. */
  readonly script?: string;
  readonly full: readonly string[];
  readonly quick: readonly string[];
  /** Minutes after which it is ended. */
  readonly atMost: number;
  /** Only when it is asked for. */
  readonly alone?: boolean;
  readonly tell: (result: Result) => string;
  /** What it means for people, a line each. */
  readonly family?: (result: Result) => string[];
  readonly plot?: (result: Result) => string;
}
export type Part = PartOf<unknown>;

/** What a program prints is what its own part reads. */
export const part = <Result>(options: PartOf<Result>): Part => options as unknown as Part;
