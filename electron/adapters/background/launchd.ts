/** macOS: a launchd agent of this person (launchd.plist(5)). It runs while they are logged in. */
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { BackgroundHelper } from '../../core/ports.ts';
import type { RunCommand } from '../run-command.ts';
import { backgroundError } from './background-error.ts';
import { type Launch, minuteOfDay, RENEW_SWITCH, xml } from './launch.ts';

export const LABEL = 'org.latchkey.app.renew';

/** @param minute of the day; a computer that sleeps then makes up for it when it wakes */
export function launchAgent({ program, args }: Launch, minute: number): string {
  const words = [program, ...args, RENEW_SWITCH].map((word) => `    <string>${xml(word)}</string>`);
  return `<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">
<plist version="1.0">
<dict>
  <key>Label</key>
  <string>${LABEL}</string>
  <key>ProgramArguments</key>
  <array>
${words.join('\n')}
  </array>
  <key>StartCalendarInterval</key>
  <dict>
    <key>Hour</key>
    <integer>${Math.floor(minute / 60)}</integer>
    <key>Minute</key>
    <integer>${minute % 60}</integer>
  </dict>
  <key>ProcessType</key>
  <string>Background</string>
  <key>LimitLoadToSessionType</key>
  <string>Aqua</string>
</dict>
</plist>
`;
}

export interface LaunchdDeps {
  readonly launch: Launch;
  /** The person's home folder. */
  readonly home: string;
  readonly uid: number;
  readonly seed: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly run: RunCommand;
}

const PAUSE_MS = 500;
const RETRIES = 3;

/** macOS runs an app from a made-up place until it is moved to where it belongs; a task would point at nothing. */
const TRANSLOCATED = /\/AppTranslocation\/|^\/Volumes\//;

export class LaunchAgent implements BackgroundHelper {
  readonly #deps: LaunchdDeps;

  constructor(deps: LaunchdDeps) {
    this.#deps = deps;
  }

  async state(): Promise<'on' | 'off' | 'not-available'> {
    if (TRANSLOCATED.test(this.#deps.launch.program)) return 'not-available';
    const { exitCode } = await this.#launchctl('print', `${this.#domain}/${LABEL}`);
    if (exitCode === undefined) return 'not-available';
    return exitCode === 0 ? 'on' : 'off';
  }

  async install(): Promise<void> {
    const { launch, seed } = this.#deps;
    const wanted = launchAgent(launch, minuteOfDay(seed));
    const there = await readFile(this.#file, 'utf8').catch(() => undefined);
    if (there === wanted && (await this.state()) === 'on') return;
    await this.#unload();
    await mkdir(dirname(this.#file), { recursive: true }).catch(backgroundError);
    await writeFile(this.#file, wanted).catch(backgroundError);
    let result = await this.#launchctl('bootstrap', this.#domain, this.#file);
    // launchd says that the old one is gone before it is, and takes the new one only after that.
    for (let i = 0; i < RETRIES && result.exitCode !== 0; i += 1) {
      await sleep(PAUSE_MS);
      result = await this.#launchctl('bootstrap', this.#domain, this.#file);
    }
    if (result.exitCode !== 0) backgroundError(result);
  }

  async remove(): Promise<void> {
    await rm(this.#file, { force: true }).catch(backgroundError);
    await this.#unload();
    if ((await this.state()) === 'on') backgroundError('launchd still has it.');
  }

  /** One that is not loaded cannot be unloaded, which is as good. */
  async #unload(): Promise<void> {
    await this.#launchctl('bootout', `${this.#domain}/${LABEL}`);
  }

  get #domain(): string {
    return `gui/${this.#deps.uid}`;
  }

  get #file(): string {
    return join(this.#deps.home, 'Library', 'LaunchAgents', `${LABEL}.plist`);
  }

  #launchctl(...args: string[]) {
    const { run, env } = this.#deps;
    return run({ tool: '/bin/launchctl', args, env });
  }
}
