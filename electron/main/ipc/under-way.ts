import type { Handlers } from './bind.ts';

/** Knows whether a call that changes something is under way, or a question waits for the person. */
export class UnderWay {
  #calls = 0;
  /** A page that begins has not said yet what it shows. */
  #isAsking = true;

  get isBusy(): boolean {
    return this.#calls > 0 || this.#isAsking;
  }

  /** From now on something is asked, until the page says that the person is in the middle of nothing. */
  ask(): void {
    this.#isAsking = true;
  }

  /**
   * @returns handlers that are counted while they change something, since ending the app in their middle would leave
   * work behind; the ones whose answer asks the person for another one are remembered beyond their end
   */
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
    const asking = <Argument extends unknown[], Reply>(call: (...argument: Argument) => Reply) => {
      return (...argument: Argument): Reply => {
        this.ask();
        return call(...argument);
      };
    };
    const { boot, preview, enrol, resume, forget, leave, addToStore, renew, repairRecords, setBackground } = handlers;
    return {
      ...handlers,
      boot: asking(boot),
      preview: asking(preview),
      enrol: asking(counted(enrol)),
      resume: asking(counted(resume)),
      forget: asking(counted(forget)),
      leave: asking(counted(leave)),
      addToStore: asking(counted(addToStore)),
      renew: counted(renew),
      repairRecords: counted(repairRecords),
      setBackground: counted(setBackground),
      atRest: ({ atRest }) => {
        this.#isAsking = !atRest;
      },
    };
  }
}
