/** Answers for the desktop in the app's place, on real Electron as on the stand-in, and keeps what was asked of it. */
import type { ElectronApplication } from 'playwright/test';

type Asked = 'shell.openExternal' | 'shell.openPath' | 'dialog.showMessageBox' | 'dialog.showOpenDialog';

/** From now on these are not carried out but noted down, and answered so. @returns what was asked so far */
export async function answerFor(
  electron: ElectronApplication,
  call: Asked,
  answer: unknown = '',
): Promise<() => Promise<unknown[]>> {
  const [place = '', name = ''] = call.split('.');
  await electron.evaluate(
    (modules, given) => {
      const notes: unknown[] = [];
      Reflect.set(globalThis, `asked ${given.place}.${given.name}`, notes);
      const target = Reflect.get(modules, given.place) as Record<string, unknown>;
      target[given.name] = (...args: unknown[]) => {
        // A window among the arguments cannot travel; the last argument says what was asked.
        notes.push(args.at(-1));
        return Promise.resolve(given.answer);
      };
    },
    { place, name, answer },
  );
  return () => electron.evaluate((_modules, key) => Reflect.get(globalThis, key) as unknown[], `asked ${call}`);
}

/** As a click on an item of the application's menu. */
export function clickMenu(electron: ElectronApplication, id: string): Promise<void> {
  return electron.evaluate(({ Menu }, wanted) => {
    const item = Menu.getApplicationMenu()?.getMenuItemById(wanted);
    if (!item) throw new Error(`there is no menu item "${wanted}"`);
    item.click();
  }, id);
}
