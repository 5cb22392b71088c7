/** Runs some asynchronous actors in every order in which their turns can come. */
import { countOf, FULL } from './long-tail.ts';

/** Waits until it is this actor's turn to go on. */
export type Turn = () => Promise<void>;

type Actor = (turn: Turn) => Promise<void>;

interface Scene {
  readonly actors: readonly Actor[];
  /** Looks at the end, when every actor is through. */
  readonly end: () => Promise<void>;
}

export interface Exploring {
  /** Also lets one actor die: this one, at each of its turns. It never goes on. */
  readonly dying?: number;
}

/** More orders than this are not explored in a unit test. */
const MOST = 100_000;

const TRIED = countOf('orders of turns at most', 1_000, MOST);

/** Which of those who wait has the next turn, by the number of turns before. */
type Choice = (step: number, waiting: number) => number;

/**
 * Everything that can go on without a turn has gone on: a tick that is asked for among promises comes when none of them
 * has anything left to do. Once round the event loop costs twice as much.
 */
async function settled(): Promise<void> {
  await Promise.resolve();
  await new Promise<void>((resolve) => process.nextTick(resolve));
}

async function play(scene: Scene, choose: Choice, diesAt: number | undefined, dying: number | undefined) {
  const waiting: { readonly actor: number; readonly go: () => void }[] = [];
  const branches: number[] = [];
  const failures: unknown[] = [];
  let turnsOfDying = 0;
  let died = false;
  let through = 0;
  scene.actors.forEach((actor, index) => {
    const turn = () =>
      new Promise<void>((go) => {
        if (index === dying) {
          turnsOfDying += 1;
          died ||= turnsOfDying === diesAt;
          if (turnsOfDying === diesAt) return;
        }
        waiting.push({ actor: index, go });
      });
    void actor(turn).then(
      () => {
        through += 1;
      },
      (error: unknown) => failures.push(error),
    );
  });
  for (let step = 0; ; step += 1) {
    await settled();
    if (failures.length > 0) throw failures[0];
    if (waiting.length === 0) break;
    branches.push(waiting.length);
    const [next] = waiting.splice(choose(step, waiting.length), 1);
    next?.go();
  }
  if (through + (died ? 1 : 0) < scene.actors.length) throw new Error('an actor waits for something that is no turn');
  await scene.end();
  return { branches, died };
}

/** The next order after this one, as a counter of many digits; undefined when this was the last. */
function following(choices: readonly number[], branches: readonly number[]): number[] | undefined {
  const next = branches.map((_, step) => choices[step] ?? 0);
  for (let step = next.length - 1; step >= 0; step -= 1) {
    const choice = (next[step] ?? 0) + 1;
    if (choice < (branches[step] ?? 0)) return [...next.slice(0, step), choice];
  }
  return undefined;
}

/** Orders at random, the same ones in each run: Park and Miller's "minimal standard" generator, 1988. */
function sampledOrders(): Choice {
  let state = 1;
  return (_step, waiting) => {
    state = (state * 48_271) % 0x7f_ff_ff_ff;
    return state % waiting;
  };
}

/**
 * Plays a scene, made anew each time, in every order; outside `npm run attacks` in a sample of them, when nobody dies.
 * @returns how many orders there were
 */
export async function everyOrder(makeScene: () => Scene, { dying }: Exploring = {}): Promise<number> {
  let orders = 0;
  if (!FULL && dying === undefined) {
    const choose = sampledOrders();
    for (; orders < TRIED; orders += 1) await play(makeScene(), choose, undefined, undefined);
    return orders;
  }
  for (let diesAt = dying === undefined ? undefined : 1; ; diesAt = (diesAt ?? 0) + 1) {
    let someDied = false;
    let choices: number[] | undefined = [];
    while (choices) {
      const path: readonly number[] = choices;
      const { branches, died }: Awaited<ReturnType<typeof play>> = await play(
        makeScene(),
        (step) => path[step] ?? 0,
        diesAt,
        dying,
      );
      someDied ||= died;
      orders += 1;
      if (orders > MOST) throw new Error('too many orders');
      choices = following(choices, branches);
    }
    if (dying === undefined || !someDied) return orders;
  }
}
