/** Firefox itself, headless, with a profile of its own, driven by WebDriver BiDi (W3C) over a plain WebSocket. */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { run } from '../processes.ts';
import type { Person } from './with-keyring.ts';

/** Debian's name first. */
const PROGRAMS = ['firefox-esr', 'firefox'];
const START_TIMEOUT_MS = 60_000;
const ANSWER_TIMEOUT_MS = 30_000;

/** @returns its version; undefined where it is not installed */
export async function firefoxProgram(): Promise<{ readonly program: string; readonly version: string } | undefined> {
  for (const program of PROGRAMS) {
    const finished = await run({
      file: program,
      args: ['--version'],
      env: { ...process.env, HOME: '/nonexistent' },
    }).catch(() => undefined);
    if (finished?.code === 0) return { program, version: finished.stdout.trim() };
  }
  return undefined;
}

/** How the profile answers a site that asks for a certificate. */
export type Choice = 'ask' | 'automatic';

/** Makes the profile that this person's Firefox starts with, with the database that the app looks for. */
export async function newProfile({ home }: Person): Promise<string> {
  const folder = join(home, '.mozilla/firefox');
  const profile = join(folder, 'person.default');
  await mkdir(profile, { recursive: true });
  await writeFile(
    join(folder, 'profiles.ini'),
    '[Profile0]\nName=default\nIsRelative=1\nPath=person.default\nDefault=1\n\n[General]\nStartWithLastProfile=1\nVersion=2\n',
  );
  await certutil(profile, '-N', '--empty-password');
  return profile;
}

/** Trusts the root of the server certificates, as a person does who follows docs/start.md. */
export const trustRoot = (profile: string, file: string) =>
  certutil(profile, '-A', '-n', 'Home', '-t', 'C,,', '-i', file);

async function certutil(profile: string, ...args: string[]): Promise<void> {
  const { code, stderr } = await run({ file: 'certutil', args: [...args, '-d', `sql:${profile}`] });
  if (code !== 0) throw new Error(`certutil: ${stderr}`);
}

interface Message {
  readonly id?: number;
  readonly type?: string;
  readonly result?: unknown;
  readonly error?: string;
  readonly message?: string;
}

const contextSchema = z.looseObject({ context: z.string(), url: z.string() });
const treeSchema = z.looseObject({
  contexts: z.array(contextSchema.extend({ children: z.array(contextSchema).nullish() })),
});
const textSchema = z.looseObject({ result: z.looseObject({ value: z.string() }) });

/** Firefox's own question which certificate a site is to be shown. */
export class Question {
  readonly #evaluate: (script: string) => Promise<string>;

  constructor(evaluate: (script: string) => Promise<string>) {
    this.#evaluate = evaluate;
  }

  /** Everything that it says, as markup: the site, and the certificates to choose from. */
  text(): Promise<string> {
    return this.#once('document.documentElement.outerHTML');
  }

  /** Presses its button. */
  async answer(button: 'accept' | 'cancel'): Promise<void> {
    await this.#once(`(document.querySelector("dialog").getButton("${button}").click(), "done")`);
  }

  /** Evaluates a script once the question is there in full. */
  #once(script: string): Promise<string> {
    const look = `document.querySelector("menuitem") ? document.l10n.ready.then(() => resolve(${script})) : setTimeout(look, 50)`;
    return this.#evaluate(`new Promise((resolve) => { const look = () => ${look}; look(); })`);
  }
}

/** One running Firefox. */
export class Firefox {
  readonly #child: ChildProcess;
  readonly #socket: WebSocket;
  readonly #waiting = new Map<number, (message: Message) => void>();
  #last = 0;

  private constructor(child: ChildProcess, socket: WebSocket) {
    this.#child = child;
    this.#socket = socket;
    socket.addEventListener('message', ({ data }) => {
      const message = JSON.parse(String(data)) as Message;
      if (message.id !== undefined) this.#waiting.get(message.id)?.(message);
    });
  }

  static async start(program: string, profile: string, person: Person, choice: Choice): Promise<Firefox> {
    const prefs = {
      'security.default_personal_cert': choice === 'ask' ? 'Ask Every Time' : 'Select Automatically',
      'datareporting.policy.dataSubmissionEnabled': false,
      'app.update.disabledForTesting': true,
    };
    const lines = Object.entries(prefs).map(
      ([name, value]) => `user_pref(${JSON.stringify(name)}, ${JSON.stringify(value)});\n`,
    );
    await writeFile(join(profile, 'user.js'), lines.join(''));
    const child = spawn(
      program,
      [
        '--headless',
        '--no-remote',
        '--profile',
        profile,
        '--remote-debugging-port',
        '0',
        '--remote-allow-system-access',
      ],
      { env: person.env, stdio: ['ignore', 'ignore', 'pipe'] },
    );
    try {
      const address = await addressOf(child);
      const socket = new WebSocket(`${address}/session`);
      await new Promise((resolve, reject) => {
        socket.addEventListener('open', resolve, { once: true });
        socket.addEventListener('error', () => reject(new Error('no WebSocket')), { once: true });
      });
      const firefox = new Firefox(child, socket);
      await firefox.call('session.new', { capabilities: {} });
      return firefox;
    } catch (error) {
      child.kill('SIGKILL');
      throw error;
    }
  }

  /** @throws Error with BiDi's error, or when no answer comes in time */
  async call(method: string, params: object, timeout = ANSWER_TIMEOUT_MS): Promise<unknown> {
    this.#last += 1;
    const id = this.#last;
    const { promise, resolve, reject } = Promise.withResolvers<Message>();
    this.#waiting.set(id, resolve);
    const timer = setTimeout(() => reject(new Error(`${method} got no answer`)), timeout);
    this.#socket.send(JSON.stringify({ id, method, params }));
    try {
      const message = await promise;
      if (message.type === 'error') throw new Error(`${message.error}: ${message.message}`);
      return message.result;
    } finally {
      clearTimeout(timer);
      this.#waiting.delete(id);
    }
  }

  /**
   * Opens an address in the one tab.
   * @returns the text of the page, once it is there
   * @throws Error in Firefox's words, such as NS_ERROR_…, when it cannot be had
   */
  async open(url: string): Promise<string> {
    const context = await this.#tab();
    await this.call('browsingContext.navigate', { context, url, wait: 'complete' });
    return this.#evaluate(context, 'document.documentElement.innerText');
  }

  /** As {@link open}, of an address that Firefox asks about first: shows the question, and goes on when it is answered. */
  async openAsking(url: string): Promise<{ readonly question: Question; readonly page: Promise<string> }> {
    const page = this.open(url);
    page.catch(() => undefined);
    const deadline = Date.now() + ANSWER_TIMEOUT_MS;
    for (let dialog = await this.#dialog(); ; dialog = await this.#dialog()) {
      if (dialog !== undefined) return { question: new Question((script) => this.#evaluate(dialog, script)), page };
      if (Date.now() > deadline) throw new Error('Firefox does not ask');
      await sleep(50);
    }
  }

  async #tab(): Promise<string> {
    const [tab] = treeSchema.parse(await this.call('browsingContext.getTree', {})).contexts;
    if (!tab) throw new Error('Firefox has no tab');
    return tab.context;
  }

  /** The window that asks for a certificate, in the part of Firefox that is no page. */
  async #dialog(): Promise<string | undefined> {
    const { contexts } = treeSchema.parse(await this.call('browsingContext.getTree', { 'moz:scope': 'chrome' }));
    return contexts.flatMap(({ children }) => children ?? []).find(({ url }) => url.endsWith('/clientauthask.xhtml'))
      ?.context;
  }

  async #evaluate(context: string, expression: string): Promise<string> {
    const result = await this.call('script.evaluate', { expression, target: { context }, awaitPromise: true });
    return textSchema.parse(result).result.value;
  }

  async end(): Promise<void> {
    const gone = new Promise((resolve) => this.#child.once('exit', resolve));
    await this.call('browser.close', {}, 5000).catch(() => undefined);
    const timer = setTimeout(() => this.#child.kill('SIGKILL'), 10_000);
    if (this.#child.exitCode === null) await gone;
    clearTimeout(timer);
    this.#socket.close();
  }
}

async function addressOf(child: ChildProcess): Promise<string> {
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  const timer = setTimeout(() => reject(new Error(`Firefox did not start in time: ${text}`)), START_TIMEOUT_MS);
  let text = '';
  child.stderr?.on('data', (chunk: Buffer) => {
    text += chunk.toString();
    const found = /WebDriver BiDi listening on (ws:\/\/\S+)/.exec(text)?.[1];
    if (found !== undefined) resolve(found);
  });
  child.once('error', reject);
  child.once('exit', (code) => reject(new Error(`Firefox ended with ${code}: ${text}`)));
  try {
    return await promise;
  } finally {
    clearTimeout(timer);
  }
}
