/** `app.commandLine`: what was given, and what the app adds; the host's Chromium is started without it. */
import { record } from '../base/host.ts';
import { strictObject } from '../base/strict.ts';

export function createCommandLine(given: ReadonlyMap<string, string>) {
  const switches = new Map(given);
  return strictObject('app.commandLine', {
    appendSwitch(name: string, value = '') {
      record('app.commandLine.appendSwitch', name, value);
      switches.set(name, value);
    },
    appendArgument: (value: string) => record('app.commandLine.appendArgument', value),
    hasSwitch: (name: string) => switches.has(name),
    getSwitchValue: (name: string) => switches.get(name) ?? '',
    removeSwitch: (name: string) => void switches.delete(name),
  });
}
