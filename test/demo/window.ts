/** The relative's minute in the window, clicked as they would. */
import type { Page } from 'playwright';
import { ensureBuilt } from '../support/built-app.ts';
import type { Person } from '../support/client/with-keyring.ts';
import { launchApp } from '../support/electron-host/launch.ts';

export interface SeenInWindow {
  /** `electron`, or the stand-in for it. */
  readonly host: string;
  readonly startToFirstPaint: number;
  readonly yesToInstalled: number;
  readonly accessTest: number;
}

const PATIENCE = 30_000;

const heading = (page: Page, name: RegExp) =>
  page.getByRole('heading', { name }).first().waitFor({ timeout: PATIENCE });

/** Opens the app by the link, says yes, waits until it is done, and presses Test access. */
export async function enrolInWindow(person: Person, link: string, say: (line: string) => void): Promise<SeenInWindow> {
  const appDir = await ensureBuilt();
  const started = performance.now();
  const app = await launchApp({ appDir, env: person.env, args: [link] });
  try {
    const page = await app.firstWindow();
    // The link is looked at by itself: nothing is made before the person says yes.
    await heading(page, /Enter your invite|invited to/);
    const startToFirstPaint = performance.now() - started;
    await heading(page, /invited to/);
    say(`the link opens the app, and the window says: ${await page.getByRole('heading', { level: 1 }).textContent()}`);

    const yes = performance.now();
    await page.getByRole('button', { name: 'Set up this computer' }).click();
    await heading(page, /steps left/);
    const yesToInstalled = performance.now() - yes;
    say(`the window says: ${await page.getByRole('heading', { level: 1 }).textContent()}`);

    const test = performance.now();
    await page.getByRole('button', { name: 'Test access' }).click();
    await heading(page, /Everything works/);
    say('Test access says: Everything works');
    return {
      host: app.isReal ? 'electron' : 'stand-in',
      startToFirstPaint: Math.round(startToFirstPaint),
      yesToInstalled: Math.round(yesToInstalled),
      accessTest: Math.round(performance.now() - test),
    };
  } finally {
    await app.close();
  }
}
