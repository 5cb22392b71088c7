/** Linux: a systemd timer of this person (systemd.timer(5)). It runs while they are logged in. */
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { isAbsolute, join } from 'node:path';
import type { BackgroundHelper } from '../../core/ports.ts';
import { findTool, type RunCommand } from '../run-command.ts';
import { backgroundError } from './background-error.ts';
import { type Launch, minuteOfDay, RENEW_SWITCH } from './launch.ts';

const NAME = 'latchkey-renew';
export const SERVICE = `${NAME}.service`;
export const TIMER = `${NAME}.timer`;

/** A word of a command line in a unit file: specifiers, variables and quotes mean themselves (systemd.service(5)). */
function word(text: string): string {
  const plain = text.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('%', '%%').replaceAll('$', '$$$$');
  return `"${plain}"`;
}

/** The first word of a command is a path, in which a dollar is a dollar; systemd takes none with these in it. */
const programWord = (path: string) => word(path).replaceAll('$$', '$');
const NOT_TAKEN = /["'\\\p{Cc}]/u;

export function renewService({ program, args }: Launch): string {
  // Chromium looks for a display even where it opens no window.
  const words = [...args, RENEW_SWITCH, '--ozone-platform=headless', '--disable-gpu'].map(word);
  return `[Unit]
Description=Latchkey: renew the keys of this computer
# An app that was removed leaves nothing behind that fails every day.
ConditionFileIsExecutable=${program.replaceAll('%', '%%')}

[Service]
Type=oneshot
ExecStart=${[programWord(program), ...words].join(' ')}
TimeoutStartSec=15min
Nice=10
`;
}

/** @param minute of the day; a computer that is off then makes up for it */
export function renewTimer(minute: number): string {
  const two = (number: number) => String(number).padStart(2, '0');
  return `[Unit]
Description=Latchkey: look once a day whether a key wants to be renewed

[Timer]
OnCalendar=*-*-* ${two(Math.floor(minute / 60))}:${two(minute % 60)}:00
RandomizedDelaySec=1h
Persistent=true

[Install]
WantedBy=timers.target
`;
}

export interface SystemdDeps {
  readonly launch: Launch;
  /** The person's home folder. */
  readonly home: string;
  readonly seed: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly run: RunCommand;
}

export class SystemdTimer implements BackgroundHelper {
  readonly #deps: SystemdDeps;

  constructor(deps: SystemdDeps) {
    this.#deps = deps;
  }

  async state(): Promise<'on' | 'off' | 'not-available'> {
    if (NOT_TAKEN.test(this.#deps.launch.program)) return 'not-available';
    const { exitCode, stdout } = await this.#systemctl('is-enabled', TIMER);
    if (exitCode === 0) return 'on';
    // Without a manager of this person, as in a container, it says nothing but that it cannot be reached.
    const there = exitCode !== undefined && (await this.#systemctl('show-environment')).exitCode === 0;
    return there || /disabled|not-found/.test(stdout) ? 'off' : 'not-available';
  }

  async install(): Promise<void> {
    const wanted = [
      [SERVICE, renewService(this.#deps.launch)],
      [TIMER, renewTimer(minuteOfDay(this.#deps.seed))],
    ] as const;
    const there = await Promise.all(wanted.map(([name]) => readFile(this.#file(name), 'utf8').catch(() => undefined)));
    if (wanted.every(([, text], i) => there[i] === text) && (await this.state()) === 'on') return;
    await mkdir(this.#folder, { recursive: true }).catch(backgroundError);
    for (const [name, text] of wanted) await writeFile(this.#file(name), text).catch(backgroundError);
    await this.#demand('daemon-reload');
    await this.#demand('enable', '--now', TIMER);
  }

  async remove(): Promise<void> {
    if ((await this.state()) === 'on') await this.#demand('disable', '--now', TIMER);
    for (const name of [TIMER, SERVICE]) await rm(this.#file(name), { force: true }).catch(backgroundError);
    await this.#systemctl('daemon-reload');
  }

  get #folder(): string {
    const { env, home } = this.#deps;
    const config = env.XDG_CONFIG_HOME;
    return join(config && isAbsolute(config) ? config : join(home, '.config'), 'systemd', 'user');
  }

  #file(name: string): string {
    return join(this.#folder, name);
  }

  async #demand(...args: string[]): Promise<void> {
    const result = await this.#systemctl(...args);
    if (result.exitCode !== 0) backgroundError(result);
  }

  async #systemctl(...args: string[]) {
    const { run, env } = this.#deps;
    const tool = await findTool('systemctl', env.PATH);
    if (!tool) return { exitCode: undefined, stdout: '', stderr: 'systemctl was not found.' };
    return run({ tool, args: ['--user', ...args], env });
  }
}
