import type { Handlers } from './bind.ts';

/** Calls that change something, or that ask the person: ending the app in their middle would leave work behind. */
const CHANGES = [
  'enrol',
  'resume',
  'forget',
  'leave',
  'addToStore',
  'renew',
  'repairRecords',
  'setBackground',
] as const;

/** Knows whether one of the window's calls that change something is under way. */
export class UnderWay {
  #calls = 0;

  get isBusy(): boolean {
    return this.#calls > 0;
  }

  /** @returns handlers that are counted while they run */
  watch(handlers: Handlers): Handlers {
    const counted = <Argument extends unknown[], Reply>(call: (...argument: Argument) => Promise<Reply> | Reply) => {
      return async (...argument: Argument): Promise<Reply> => {
        this.#calls += 1;
        try {
          return await call(...argument);
        } finally {
          this.#calls -= 1;
        }
      };
    };
    const { enrol, resume, forget, leave, addToStore, renew, repairRecords, setBackground } = handlers;
    const watched: Pick<Handlers, (typeof CHANGES)[number]> = {
      enrol: counted(enrol),
      resume: counted(resume),
      forget: counted(forget),
      leave: counted(leave),
      addToStore: counted(addToStore),
      renew: counted(renew),
      repairRecords: counted(repairRecords),
      setBackground: counted(setBackground),
    };
    return { ...handlers, ...watched };
  }
}
