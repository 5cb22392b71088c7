import { PassThrough, Readable } from 'node:stream';
import type { CommandContext } from '../../../../server/cli/command.ts';
import { runLatchkey } from '../../../../server/cli/program.ts';

export interface Ran {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

export interface RunOptions {
  /** Lines that are typed at a terminal; without them nobody can be asked. */
  readonly typed?: string;
  /** What there is of a terminal on standard output and standard error. */
  readonly rows?: number;
  readonly columns?: number;
  readonly env?: CommandContext['env'];
  readonly now?: number;
}

/** Runs one `latchkey` command line in this process, on streams of its own. */
export async function runCommand(args: readonly string[], options: RunOptions = {}): Promise<Ran> {
  const { typed, rows, columns, env = {}, now } = options;
  const screen = columns === undefined ? {} : { isTTY: true, columns };
  const streams = [new PassThrough(), new PassThrough()] as const;
  const [out, err] = streams.map((stream) => {
    const parts: string[] = [];
    stream.on('data', (part: Buffer) => parts.push(part.toString('utf8')));
    return parts;
  });
  const input = Object.assign(Readable.from(typed === undefined ? [] : [typed]), { isTTY: typed !== undefined });
  const code = await runLatchkey(args, {
    terminal: {
      out: Object.assign(streams[0], screen, rows === undefined ? {} : { rows }),
      err: Object.assign(streams[1], screen),
      input,
    },
    cwd: '/',
    env,
    clock: { now: () => now ?? Date.now() },
    program: ['/nowhere'],
    actor: 'admin:test',
  });
  return { code, out: out?.join('') ?? '', err: err?.join('') ?? '' };
}
