import { expect, type Locator, type Page } from 'playwright/test';

/** The access test: a row for each door, and what it all comes to. */
export class AccessScreen {
  readonly #page: Page;

  constructor(page: Page) {
    this.#page = page;
  }

  row(name: string): Locator {
    return this.#page.getByRole('listitem').filter({ hasText: name });
  }

  /** Waits for the end of the test. */
  async expectVerdict(words: string): Promise<void> {
    await expect(this.#page.getByText(words, { exact: true }).first()).toBeVisible({ timeout: 30_000 });
  }

  async expectRow(name: string, words: string): Promise<void> {
    await expect(this.row(name)).toContainText(words, { timeout: 30_000 });
  }
}
