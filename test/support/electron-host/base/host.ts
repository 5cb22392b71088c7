/**
 * What specs steer and read: the log of what the app asked the desktop for, scripted answers, and events that a desktop
 * would send. Reached by `electronApp.evaluate(({ __host }) => …)`, and by nothing else.
 */
import { strictObject } from './strict.ts';

export interface HostCall {
  /** Such as `shell.openExternal`. */
  readonly call: string;
  readonly args: readonly unknown[];
}

const log: HostCall[] = [];
const answers = new Map<string, unknown[]>();
const controls: Record<string, (...args: never[]) => unknown> = {};

/** Notes what the app asked for. */
export function record(call: string, ...args: unknown[]): void {
  log.push({ call, args });
}

/** @returns the next scripted answer to such a call, or the given one */
export function scriptedAnswer<T>(call: string, otherwise: T): T {
  const queue = answers.get(call);
  return queue && queue.length > 0 ? (queue.shift() as T) : otherwise;
}

/** Adds something that specs can do, such as `openUrl`. */
export function addControl(name: string, control: (...args: never[]) => unknown): void {
  controls[name] = control;
}

/** The surface itself; `controls` are those that the host's other files added. */
export const hostSurface = strictObject('__host', {
  log,
  /** Arguments of every call of this name so far. */
  calls: (name: string) => log.filter(({ call }) => call === name).map(({ args }) => args),
  clearLog: () => void log.splice(0),
  /** Queues an answer to a dialog: `answer('dialog.showMessageBox', { response: 1 })`. */
  answer: (call: string, value: unknown) => void answers.set(call, [...(answers.get(call) ?? []), value]),
  /** Does what a desktop would do: see `HostControls` in launch.ts. */
  act(name: string, ...args: unknown[]): unknown {
    const control = controls[name];
    if (!control)
      throw new Error(`test host: there is no control "${name}"; there are ${Object.keys(controls).join(', ')}`);
    return (control as (...args: unknown[]) => unknown)(...args);
  },
});
