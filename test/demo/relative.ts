import { fileURLToPath } from 'node:url';
import { newPerson, type Person } from '../support/client/with-keyring.ts';
import { type Finished, run } from '../support/processes.ts';

const CLIENT = fileURLToPath(new URL('../../electron/cli/main.ts', import.meta.url));

/** What `npm run access -- --json` says of one home. */
interface AccessReport {
  readonly probe: string;
  readonly verdict: 'ok' | 'not-ok' | 'not-tested';
  readonly services: readonly {
    readonly name: string;
    readonly outcome: { readonly kind: string; readonly status?: number };
  }[];
  readonly stranger: { readonly outcome: { readonly kind: string } } | null;
}

/** A throw-away relative with a home folder, an NSS database and a keyring of their own, at the terminal. */
export interface Relative {
  readonly person: Person;
  enrol(invite: string, onTalk?: (line: string) => void): Promise<Finished>;
  access(onTalk?: (line: string) => void): Promise<AccessReport>;
  /** Runs one of the relative's commands with `--json`. */
  command(args: readonly string[], onTalk?: (line: string) => void): Promise<Finished>;
  leave(): Promise<void>;
}

export async function makeRelative(): Promise<Relative> {
  const person = await newPerson();
  const command = (args: readonly string[], onTalk?: (line: string) => void, input?: string) =>
    run({
      file: process.execPath,
      args: [CLIENT, ...args, '--json'],
      env: person.env,
      ...(onTalk ? { onTalk } : {}),
      ...(input === undefined ? {} : { input }),
    });
  return {
    person,
    command,
    // By standard input, as its help advises: an invite on a command line is for everybody's `ps`.
    enrol: (invite, onTalk) => command(['enrol', '-'], onTalk, invite),
    async access(onTalk) {
      const { stdout, stderr } = await command(['access'], onTalk);
      const [report] = (JSON.parse(stdout) as { homes: AccessReport[] }).homes;
      if (!report) throw new Error(`no home was tested: ${stderr}`);
      return report;
    },
    leave: () => person.leave(),
  };
}
