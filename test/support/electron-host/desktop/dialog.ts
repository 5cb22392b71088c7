/** `dialog`: answered as specs say, else as a person who cancels. */
import type { MessageBoxOptions } from 'electron';
import { record, scriptedAnswer } from '../base/host.ts';
import { strictObject } from '../base/strict.ts';

/** The options come last; a window may come before them. */
function optionsOf(args: readonly unknown[]): object {
  return (args.at(-1) ?? {}) as object;
}

function ask<T>(name: string, args: readonly unknown[], cancelled: (options: object) => T): T {
  const options = optionsOf(args);
  record(`dialog.${name}`, options);
  return scriptedAnswer(`dialog.${name}`, cancelled(options));
}

const dismissed = (options: object) => {
  const { cancelId, buttons = [] } = options as MessageBoxOptions;
  const cancel = buttons.findIndex((button) => /^(cancel|no)$/i.test(button));
  return { response: cancelId ?? Math.max(0, cancel), checkboxChecked: false };
};

export const dialog = strictObject('dialog', {
  showMessageBox: async (...args: unknown[]) => ask('showMessageBox', args, dismissed),
  showMessageBoxSync: (...args: unknown[]) => ask('showMessageBoxSync', args, (options) => dismissed(options).response),
  showOpenDialog: async (...args: unknown[]) => ask('showOpenDialog', args, () => ({ canceled: true, filePaths: [] })),
  showOpenDialogSync: (...args: unknown[]) => ask('showOpenDialogSync', args, () => undefined),
  showSaveDialog: async (...args: unknown[]) => ask('showSaveDialog', args, () => ({ canceled: true, filePath: '' })),
  showSaveDialogSync: (...args: unknown[]) => ask('showSaveDialogSync', args, () => ''),
  showErrorBox: (title: string, content: string) => {
    record('dialog.showErrorBox', title, content);
    process.stderr.write(`${title}: ${content}\n`);
  },
});
