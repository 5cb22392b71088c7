/**
 * Somebody who cannot see the window: knows what Chromium's accessibility tree says, and nothing else. What has the focus is
 * read by its role and name, and live regions are heard when their words change.
 */
import type { CDPSession, Page } from 'playwright/test';

interface Node {
  readonly nodeId: string;
  readonly parentId?: string;
  readonly childIds?: readonly string[];
  readonly ignored: boolean;
  readonly backendDOMNodeId?: number;
  readonly role?: { readonly value?: unknown };
  readonly name?: { readonly value?: unknown };
  readonly properties?: readonly { readonly name: string; readonly value: { readonly value?: unknown } }[];
}

/** Tries before a listener gives up, and milliseconds between two. */
const TRIES = 100;
const BETWEEN = 50;
/** No screen has as many stops. */
const STOPS = 40;

const text = (value: { readonly value?: unknown } | undefined) => String(value?.value ?? '').trim();
const property = (node: Node, name: string) => node.properties?.find((one) => one.name === name)?.value.value;

export class ScreenReader {
  readonly #page: Page;
  readonly #session: CDPSession;
  /** What each live region said last, by its place in the document. */
  readonly #last = new Map<number, string>();
  #focused = '';
  /** How much of what was said was waited for already. */
  #heard = 0;
  /** Everything that was said, in order. */
  readonly said: string[] = [];

  private constructor(page: Page, session: CDPSession) {
    this.#page = page;
    this.#session = session;
  }

  static async start(page: Page): Promise<ScreenReader> {
    const session = await page.context().newCDPSession(page);
    await session.send('Accessibility.enable');
    return new ScreenReader(page, session);
  }

  async stop(): Promise<void> {
    await this.#session.detach();
  }

  /** Listens until this is said after what was heard last. @throws Error when it is not said in time */
  async hear(words: string): Promise<void> {
    const from = this.#heard;
    for (let tries = 0; tries < TRIES; tries += 1) {
      await this.#listen();
      const at = this.said.indexOf(words, from);
      this.#heard = at + 1;
      if (at >= 0) return;
      this.#heard = from;
      await this.#page.waitForTimeout(BETWEEN);
    }
    throw new Error(`Not said: ${words}\nSaid instead: ${this.said.slice(from).join(' | ') || 'nothing'}`);
  }

  /** Goes on with the Tab key until what has the focus is called so. */
  async goTo(words: string): Promise<void> {
    for (let stops = 0; stops < STOPS; stops += 1) {
      await this.#page.keyboard.press('Tab');
      await this.#listen();
      if (this.#focused === words) return;
    }
    throw new Error(`The Tab key does not come to: ${words}`);
  }

  async #listen(): Promise<void> {
    const { nodes } = (await this.#session.send('Accessibility.getFullAXTree')) as unknown as {
      readonly nodes: readonly Node[];
    };
    const byId = new Map(nodes.map((node) => [node.nodeId, node]));
    this.#hearFocus(nodes);
    for (const node of nodes) {
      const live = property(node, 'live');
      if (node.ignored || node.backendDOMNodeId === undefined) continue;
      if (live !== 'polite' && live !== 'assertive') continue;
      // What is inside of a live region is read as a part of it.
      const parent = byId.get(node.parentId ?? '');
      if (parent && property(parent, 'live') === live) continue;
      const words = wordsIn(node, byId).replace(/\s+/g, ' ').trim();
      const before = this.#last.get(node.backendDOMNodeId) ?? '';
      this.#last.set(node.backendDOMNodeId, words);
      if (words !== '' && words !== before) this.said.push(`${live}: ${words}`);
    }
  }

  #hearFocus(nodes: readonly Node[]): void {
    const node = nodes.find((one) => property(one, 'focused') === true && text(one.role) !== 'RootWebArea');
    if (!node) return;
    const state = property(node, 'checked');
    const now = [
      text(node.role),
      `“${text(node.name)}”`,
      ...(state === undefined ? [] : [state === 'true' ? 'checked' : 'not checked']),
    ].join(' ');
    if (now === this.#focused) return;
    this.#focused = now;
    this.said.push(now);
  }
}

/** The words in a part of the tree, as they are read out. */
function wordsIn(node: Node, byId: ReadonlyMap<string, Node>): string {
  if (text(node.role) === 'StaticText') return text(node.name);
  const inside = (node.childIds ?? []).flatMap((id) => byId.get(id) ?? []);
  const role = text(node.role);
  if (role === 'button') return `${text(node.name)} (button)`;
  return inside.map((child) => wordsIn(child, byId)).join(' ');
}
