import { spawn } from 'node:child_process';
import type { Readable, Writable } from 'node:stream';
import type { Launched, Launcher, Program } from './launch.ts';
import { eachLine } from './log-lines.ts';
import type { User } from './wall.ts';

/**
 * Reads what to start, line by line, and starts it. It is the parent of what it starts; whatever ends it, the kernel ends
 * that too (PR_SET_PDEATHSIG, prctl(2)). Its end of input is the end of the home.
 */
const SCRIPT = `
umask 022
begin='echo "started $$" >&4; exec setpriv --pdeathsig KILL -- "$@" 4>&-'
life='sh -c "$0" begin "$@"; echo "ended $?" >&4'
while IFS= read -r line; do
  case $line in
    'env '*) export "\${line#env }" ;;
    'unset '*) unset "\${line#unset }" ;;
    'folder '*) cd "\${line#folder }" || : ;;
    'word '*) set -- "$@" "\${line#word }" ;;
    start) setpriv --pdeathsig KILL -- sh -c "$life" "$begin" "$@" </dev/null & set -- ;;
    'kill '*) kill -s \${line#kill } 2>/dev/null || : ;;
  esac
done`;

const CAPABILITY = { none: '-all', lowPorts: '-all,+net_bind_service' } as const;

/** A process of another user's that starts one program. */
export interface Starter {
  readonly launch: Launcher;
  /** Ends it, and what it started. */
  close(): void;
}

export interface StarterOptions {
  /** Whom the program runs as. */
  readonly user: User;
  /** Whether the program may listen on ports below 1024. */
  readonly lowPorts: boolean;
  /** Where the program is commanded; the name is made now, as whoever this process is now. */
  readonly control?: { readonly fd: number };
  /** Where the program runs, whatever it is told: its user need not be able to reach the folder. */
  readonly folder?: string;
  /** Called when the starter has ended: what it started has ended too. */
  readonly onEnd: () => void;
}

/**
 * Has a small process start one program as another user. Only root may call this; what it returns works for anybody,
 * once this process is root no more.
 * @throws Error when `setpriv` (util-linux) is not there
 */
export async function startStarter({ user, lowPorts, control, folder, onEnd }: StarterOptions): Promise<Starter> {
  const capabilities = lowPorts ? CAPABILITY.lowPorts : CAPABILITY.none;
  const words = ['--reuid', String(user.uid), '--regid', String(user.gid), '--clear-groups', '--no-new-privs'];
  const limits = [`--inh-caps=${capabilities}`, `--ambient-caps=${capabilities}`];
  const child = spawn('setpriv', [...words, ...limits, '--', '/bin/sh', '-c', SCRIPT], {
    cwd: folder ?? '/',
    env: { PATH: process.env.PATH },
    detached: true,
    stdio: ['pipe', 'pipe', 'pipe', control?.fd ?? 'ignore', 'pipe'],
  });
  const [commands, out, err, , reports] = child.stdio;
  let onLine = (_line: string): void => undefined;
  let current: StartedElsewhere | undefined;
  let variables: readonly string[] = [];
  eachLine(out as Readable, (line) => onLine(line));
  eachLine(err as Readable, (line) => onLine(line));
  eachLine(reports as Readable, (line) => current?.hear(line));
  // A starter that is gone takes no orders; its end is heard below.
  commands?.on('error', () => undefined);
  await new Promise<void>((resolve, reject) => {
    child.once('spawn', resolve);
    child.once('error', reject);
  });
  child.once('exit', () => {
    current?.hear('ended 137');
    onEnd();
  });
  const launch: Launcher = async (program, hear) => {
    onLine = hear;
    const started = new StartedElsewhere(commands as Writable);
    current = started;
    if (child.exitCode !== null || child.signalCode !== null) started.hear('ended 137');
    else {
      // Its environment is what it is given now, and nothing of the last time.
      (commands as Writable).write(
        variables.map((name) => `unset ${name}\n`).join('') + orders(program, folder === undefined),
      );
      variables = variablesOf(program).map(([name]) => name);
    }
    await started.begun;
    return started;
  };
  return { launch, close: () => void commands?.destroy() };
}

/** What no line can carry is left out: a name that no shell knows, a value of several lines. */
const isOneLine = (text: string) => !/[\n\0]/.test(text);

const variablesOf = ({ env }: Program) =>
  Object.entries(env).filter(([name, value = '']) => /^[A-Za-z_]\w*$/.test(name) && isOneLine(value));

function orders(program: Program, goes: boolean): string {
  const { path, args, folder } = program;
  const lines = [
    ...variablesOf(program).map(([name, value]) => `env ${name}=${value}`),
    ...(goes ? [`folder ${folder}`] : []),
    ...[path, ...args].map((word) => `word ${word}`),
    'start',
  ];
  return `${lines.join('\n')}\n`;
}

/** A process of another user, which only its starter can signal. */
class StartedElsewhere implements Launched {
  readonly #commands: Writable;
  readonly #begun = Promise.withResolvers<void>();
  readonly #ended = Promise.withResolvers<void>();
  #pid: number | undefined;
  #end: string | undefined;

  constructor(commands: Writable) {
    this.#commands = commands;
  }

  get pid(): number | undefined {
    return this.#pid;
  }

  /** Resolves when it is known which process it is, or that there is none. */
  get begun(): Promise<void> {
    return this.#begun.promise;
  }

  get ended(): Promise<void> {
    return this.#ended.promise;
  }

  end(): string | undefined {
    return this.#end;
  }

  kill(signal: NodeJS.Signals): void {
    if (this.#pid !== undefined && this.#end === undefined)
      this.#commands.write(`kill ${signal.slice(3)} ${this.#pid}\n`);
  }

  /** One line of the starter's reports. */
  hear(line: string): void {
    const [word, number] = line.split(' ');
    if (word === 'started') this.#pid = Number(number);
    else if (word === 'ended') {
      // A shell says the end by a signal as 128 and its number.
      this.#end ??= number === '137' ? 'SIGKILL' : number === '143' ? 'SIGTERM' : `exit code ${number}`;
      this.#ended.resolve();
    }
    this.#begun.resolve();
  }
}
