// Everything set-up says goes to stderr: `npm run demo -- --json` owns stdout.
import process from 'node:process';
import { createInterface } from 'node:readline/promises';

const out = process.stderr;
const rewritable = Boolean(out.isTTY) && !process.env.CI;

/** Something stands in the way: what is wrong, and the one command (or step) that puts it right. */
export class SetupError extends Error {
  constructor(problem, { type, details } = {}) {
    super(problem);
    this.type = type;
    this.details = details;
  }
}

export function say(line) {
  out.write(`set-up: ${line}\n`);
}

export function sayError(error) {
  if (!(error instanceof SetupError)) {
    out.write(`set-up: error: ${error?.stack ?? error}\n`);
    return;
  }
  if (error.details) out.write(`${error.details.trimEnd().replace(/^/gm, '  | ')}\n`);
  out.write(`set-up: error: ${error.message}\n`);
  if (error.type) out.write(`set-up: type:  ${error.type}\n`);
}

/**
 * Whether the plan may be carried out: asked in a terminal, unless `--yes` or CI has answered. Without a terminal nobody
 * could answer, and what `say` printed before has to do.
 */
export async function mayInstall({ yes = false, env = process.env, input = process.stdin, output = out } = {}) {
  if (yes || env.CI || !input.isTTY || !output.isTTY) return true;
  const asking = createInterface({ input, output });
  try {
    const answer = await new Promise((resolve) => {
      // Ctrl-D and Ctrl-C are no consent.
      asking.on('close', () => resolve('no'));
      asking.on('SIGINT', () => asking.close());
      asking.question('set-up: install this? [y/N] ').then(resolve, () => resolve('no'));
    });
    return /^(y|yes)$/i.test(answer.trim());
  } finally {
    asking.close();
  }
}

/** Off a terminal, what goes on in silence is said so often; milliseconds. */
const STILL_AT_IT = 30_000;

/** Progress on one rewritten line in a terminal; elsewhere a line every now and then, so that a log stays readable. */
export function progress(what) {
  const started = Date.now();
  let note = '';
  let lastNote = '';
  let lastSaid = started;
  const seconds = () => `${((Date.now() - started) / 1000).toFixed(0)} s`;
  const draw = () => {
    if (rewritable) out.write(`\r\u001b[Kset-up: ${what} … ${seconds()}${note && `  ${note}`.slice(0, 60)}`);
    else if (note !== lastNote || Date.now() - lastSaid >= STILL_AT_IT) {
      say(`  … ${seconds()}  ${note}`.trimEnd());
      lastSaid = Date.now();
    }
    lastNote = note;
  };
  if (rewritable) draw();
  else say(`${what} …`);
  const timer = setInterval(draw, rewritable ? 500 : 10_000);
  timer.unref();
  return {
    note(text) {
      note = text;
    },
    done(result = 'done') {
      clearInterval(timer);
      const line = `${what}: ${result} (${((Date.now() - started) / 1000).toFixed(1)} s)`;
      out.write(rewritable ? `\r\u001b[Kset-up: ${line}\n` : `set-up: ${line}\n`);
    },
    failed() {
      clearInterval(timer);
      if (rewritable) out.write('\n');
    },
  };
}

/** The last lines of a tool's output that carry meaning, for a failure that has to be short. */
export function tail(text, lines = 12) {
  const noise =
    /EBADENGINE|Unknown (user|env|project|builtin) config|^npm (warn|notice)|complete log of this run|^\s*$/;
  return text
    .split('\n')
    .filter((line) => !noise.test(line))
    .slice(-lines)
    .join('\n');
}
