/** Windows: a scheduled task of this person. It runs while they are logged in, and needs no administrator. */
import { rm, writeFile } from 'node:fs/promises';
import { join, win32 } from 'node:path';
import type { BackgroundHelper } from '../../core/ports.ts';
import type { RunCommand } from '../run-command.ts';
import type { TempFolder } from '../temp-folder.ts';
import { backgroundError } from './background-error.ts';
import { type Launch, minuteOfDay, RENEW_SWITCH, xml } from './launch.ts';

/** In a folder of its own; the installer takes the same one away. */
export const TASK = '\\Latchkey\\Renew keys';

/** A word of a Windows command line as `CommandLineToArgvW` reads it. */
function quoted(text: string): string {
  return `"${text.replace(/(\\*)"/g, '$1$1\\"').replace(/(\\+)$/, '$1$1')}"`;
}

/** The Task Scheduler's schema 1.2. @param minute of the day, in local time; a missed one is made up for */
export function scheduledTask({ program, args }: Launch, minute: number): string {
  const two = (number: number) => String(number).padStart(2, '0');
  const time = `${two(Math.floor(minute / 60))}:${two(minute % 60)}:00`;
  const words = [...args.map(quoted), RENEW_SWITCH].join(' ');
  return `<?xml version="1.0" encoding="UTF-16"?>
<Task version="1.2" xmlns="http://schemas.microsoft.com/windows/2004/02/mit/task">
  <RegistrationInfo>
    <Description>Latchkey renews the keys of this computer</Description>
  </RegistrationInfo>
  <Triggers>
    <CalendarTrigger>
      <StartBoundary>2026-01-01T${time}</StartBoundary>
      <RandomDelay>PT1H</RandomDelay>
      <ScheduleByDay>
        <DaysInterval>1</DaysInterval>
      </ScheduleByDay>
    </CalendarTrigger>
  </Triggers>
  <Principals>
    <Principal id="Author">
      <LogonType>InteractiveToken</LogonType>
      <RunLevel>LeastPrivilege</RunLevel>
    </Principal>
  </Principals>
  <Settings>
    <MultipleInstancesPolicy>IgnoreNew</MultipleInstancesPolicy>
    <DisallowStartIfOnBatteries>false</DisallowStartIfOnBatteries>
    <StopIfGoingOnBatteries>false</StopIfGoingOnBatteries>
    <StartWhenAvailable>true</StartWhenAvailable>
    <RunOnlyIfNetworkAvailable>true</RunOnlyIfNetworkAvailable>
    <ExecutionTimeLimit>PT15M</ExecutionTimeLimit>
    <Priority>7</Priority>
  </Settings>
  <Actions Context="Author">
    <Exec>
      <Command>${xml(program)}</Command>
      <Arguments>${xml(words)}</Arguments>
    </Exec>
  </Actions>
</Task>
`;
}

export interface TaskDeps {
  readonly launch: Launch;
  readonly seed: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly run: RunCommand;
  readonly temp: TempFolder;
}

export class ScheduledTask implements BackgroundHelper {
  readonly #deps: TaskDeps;

  constructor(deps: TaskDeps) {
    this.#deps = deps;
  }

  /** A task that points at another program, after the app has moved, is off. */
  async state(): Promise<'on' | 'off' | 'not-available'> {
    const { exitCode, stdout } = await this.#schtasks('/Query', '/TN', TASK, '/XML', 'ONE');
    if (exitCode === undefined) return 'not-available';
    const { program } = this.#deps.launch;
    return exitCode === 0 && stdout.includes(`<Command>${xml(program)}</Command>`) ? 'on' : 'off';
  }

  async install(): Promise<void> {
    const { launch, seed, temp } = this.#deps;
    const folder = await temp.folder().catch(backgroundError);
    try {
      const file = join(folder, 'task.xml');
      // schtasks takes UTF-16 with its mark, whatever the declaration says.
      const text = `\uFEFF${scheduledTask(launch, minuteOfDay(seed))}`;
      await writeFile(file, Buffer.from(text, 'utf16le')).catch(backgroundError);
      const result = await this.#schtasks('/Create', '/TN', TASK, '/XML', file, '/F');
      if (result.exitCode !== 0) backgroundError(result);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  }

  async remove(): Promise<void> {
    await this.#schtasks('/Delete', '/TN', TASK, '/F');
    const { exitCode } = await this.#schtasks('/Query', '/TN', TASK);
    if (exitCode === 0) backgroundError('The task is still there.');
  }

  #schtasks(...args: string[]) {
    const { run, env } = this.#deps;
    return run({ tool: win32.join(env.SystemRoot ?? 'C:\\Windows', 'System32', 'schtasks.exe'), args, env });
  }
}
