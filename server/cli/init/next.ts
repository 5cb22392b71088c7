import { LatchkeyError } from '../../../shared/errors.ts';
import type { HomeConfig } from '../../core/config/home-config.ts';
import { GET_LEGO, programsCheck } from '../../core/doctor/checks/programs.ts';
import type { HomeLayout } from '../../core/layout.ts';
import { askAsSelf } from '../../stack/lego/ask.ts';
import { findLego } from '../../stack/lego/find.ts';
import { findTools } from '../../stack/tools.ts';
import type { CommandContext } from '../command.ts';
import { nextCommands, ownerSteps } from '../next-commands.ts';
import { lines, plain, programWords, type Shown, say } from '../terminal.ts';

/** A command as it is typed, and what it is for. */
const step = (command: string, text: string) => programWords(`  ${command.padEnd(56)} ${text}`);

/**
 * What is left to do once a home is made.
 * @param credentials files that latchkey.yaml names and nobody has filled yet, by the name of what belongs in them
 */
export function nextSteps(
  layout: HomeLayout,
  context: CommandContext,
  credentials: readonly (readonly [name: string, file: string])[],
): Shown {
  const { config, sites, ca } = layout;
  const commands = nextCommands(layout, context);
  const here = (path: string) => commands.onTheMachine(path);
  // For the first time, and at every boot from now on.
  const start = commands.by === 'systemd' ? 'sudo systemctl enable --now latchkey' : commands.start();
  // Typed at a terminal, it stands in no list of programs and in no history.
  const first = credentials.flatMap(([name, file]) => [
    plain`Run this, then type ${name}, which your DNS provider gave you, Enter, and Ctrl+D:`,
    programWords(`  ${commands.fill(here(file))}`),
  ]);
  return plain`${lines([...first, ...ownerSteps(layout), 'Next:'])}
${step(start, 'run it')}
${step(commands.latchkey('invite', '<person>'), 'invite somebody')}
Edit ${here(config)} to change anything; hand-written Caddy sites go to ${here(sites)}/*.caddy.
Keep ${here(ca.key)} safe: whoever has it can sign certificates, though the home lets in only those that it issued.`;
}

/** Says what the home will not run without, and how to get it. A home may be made before. */
export async function sayWhatIsMissing({ certificates }: HomeConfig, { terminal, env }: CommandContext): Promise<void> {
  const missing = (what: string, command: string) =>
    say(terminal, plain`warning: ${what}\n  $ ${programWords(command)}`);
  const versions = async () => {
    const { caddy, haproxy } = await findTools(env);
    return { caddy: caddy.version, haproxy: haproxy.version };
  };
  for (const { severity, what, fix } of await programsCheck({ machine: { versions } })) {
    if (severity !== 'ok') missing(what, fix ?? '');
  }
  if (certificates.kind !== 'dns-01') return;
  await findLego(env, askAsSelf(env)).catch((thrown: unknown) => {
    if (!LatchkeyError.is(thrown)) throw thrown;
    missing(thrown.detail ?? thrown.title, GET_LEGO);
  });
}
