/** What a person sees in the window and does there, by role and name only. */
import { expect, type Locator, type Page } from 'playwright/test';
import { AccessScreen } from './access-screen.ts';

export class AppWindow {
  readonly page: Page;
  readonly invite: Locator;
  readonly access: AccessScreen;

  constructor(page: Page) {
    this.page = page;
    this.invite = page.getByRole('textbox', { name: 'Your invite' });
    this.access = new AccessScreen(page);
  }

  heading(name: string | RegExp): Locator {
    return this.page.getByRole('heading', { level: 1, name });
  }

  button(name: string | RegExp): Locator {
    return this.page.getByRole('button', { name });
  }

  /** What is said when something has failed. */
  get alert(): Locator {
    return this.page.getByRole('alert');
  }

  /** From an empty field to what the home promises; a link leads there by itself. */
  async preview(invite?: string): Promise<void> {
    if (invite !== undefined) {
      await this.invite.fill(invite);
      await this.button('Continue').click();
    }
    await expect(this.button('Set up this computer')).toBeVisible();
  }

  /** @returns when the click came in the page, milliseconds since the epoch: a driver looks at a button for long before it */
  async sayYes(): Promise<number> {
    await this.page.evaluate(() => {
      const noted = ({ timeStamp }: Event) => performance.mark('yes', { startTime: timeStamp });
      addEventListener('click', noted, { once: true, capture: true });
    });
    await this.button('Set up this computer').click();
    return await this.page.evaluate(() => {
      const [yes] = performance.getEntriesByName('yes');
      return performance.timeOrigin + (yes?.startTime ?? Number.NaN);
    });
  }

  /** When the first text was on the screen, milliseconds since the epoch. */
  async firstPaint(): Promise<number> {
    const painted = () => {
      const [paint] = performance.getEntriesByName('first-contentful-paint');
      return paint && performance.timeOrigin + paint.startTime;
    };
    return (await (await this.page.waitForFunction(painted)).jsonValue()) as number;
  }

  /** The whole way. @returns milliseconds from "yes" until the key is installed */
  async enrol(invite?: string): Promise<number> {
    await this.preview(invite);
    const begun = await this.sayYes();
    await this.expectDone();
    return Math.round(Date.now() - begun);
  }

  async expectDone(home = 'Example Home'): Promise<void> {
    // Looked for at every frame, and not at growing distances: benches measure by this.
    await this.heading(new RegExp(`^(Two steps left|You’re all set) for ${home}$`)).waitFor({ timeout: 20_000 });
  }

  /** One home's card on the home screen. */
  card(home = 'Example Home'): Locator {
    return this.page.getByRole('article', { name: home });
  }

  async remove(home = 'Example Home'): Promise<void> {
    const card = this.card(home);
    await card.getByRole('button', { name: 'Details' }).click();
    await card.getByRole('button', { name: /^Remove/ }).click();
    const dialog = this.page.getByRole('alertdialog');
    await dialog.getByRole('button', { name: /^Remove/ }).click();
  }

  async test(home = 'Example Home'): Promise<void> {
    await this.card(home)
      .getByRole('button', { name: /^Test access/ })
      .click();
  }
}
