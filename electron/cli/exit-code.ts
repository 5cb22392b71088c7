/** Documented in the help of every command. */
export const EXIT = { done: 0, failed: 1, usage: 2, unfinished: 3 } as const;
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

export const EXIT_HELP = `
Exit codes:
  0  done, and everything is as it should be
  1  failed, or a service is not as it should be
  2  the command or the invite cannot be understood
  3  not finished: the same command, without the invite, goes on`;

/** Gives this process the exit code of a command, once it has one. Should nothing be left to wait for before, that is a fault. */
export function endWith(running: Promise<ExitCode>): void {
  process.exitCode = EXIT.failed;
  void running.then((code) => {
    process.exitCode = code;
  });
}
