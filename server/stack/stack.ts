import { rm } from 'node:fs/promises';
import { LatchkeyError } from '../../shared/errors.ts';
import { Serial } from '../../shared/serial.ts';
import type { HomeConfig } from '../core/config/home-config.ts';
import type { HomeLayout } from '../core/layout.ts';
import { loadCaddy } from './caddy/admin.ts';
import { endpointsOf, requireFreePorts } from './endpoints.ts';
import { allowLists } from './haproxy/config.ts';
import { endStrangersAtHome, replaceList } from './haproxy/runtime.ts';
import { type Launcher, launcherAsSelf } from './process/launch.ts';
import { HomeLock } from './process/process-lock.ts';
import { ChildrenFile, endProcess } from './process/processes.ts';
import type { ChildName, OnStackEvent } from './process/stack-events.ts';
import { SupervisedChild, TIMEOUTS, type Timeouts } from './process/supervised-child.ts';
import { lowerWall } from './process/wall.ts';
import { PROXY_PROGRAMS } from './proxy-programs.ts';
import { type WrittenFile, writeRendered } from './rendered/write.ts';
import { keepingServed } from './renewed-files.ts';
import { makeRunFolder } from './run-folder.ts';
import type { Tools } from './tools.ts';
import { type Prepared, prepareHome } from './validate.ts';

export interface HomeStackOptions {
  readonly config: HomeConfig;
  readonly layout: HomeLayout;
  readonly tools: Tools;
  /** The environment of latchkey; Caddy is given what it needs of it. */
  readonly env: NodeJS.ProcessEnv;
  /** Everything that happens, as it happens. Never throws. */
  readonly onEvent?: OnStackEvent;
  readonly timeouts?: Timeouts;
  /** How HAProxy and Caddy are started; as this process's own user unless told otherwise. */
  readonly launchers?: Launchers;
  /** HAProxy may take ports below 1024, whatever this process may. */
  readonly lowPorts?: boolean;
  /** The home's lock, where it is held already. */
  readonly lock?: HomeLock;
}

/** A way to start each of the two. */
export type Launchers = Readonly<Record<ChildName, Launcher>>;

/** What came of a reload. */
export interface Reloaded {
  readonly prepared: Prepared;
  readonly written: readonly WrittenFile[];
  /** Goes back to what ran before. */
  undo(): Promise<void>;
}

/** Nobody comes in any more before what is behind it ends. */
const STOPPING: readonly ChildName[] = ['haproxy', 'caddy'];

const asksOnPort80 = ({ certificates }: HomeConfig) => certificates.kind === 'http-01';

/** HAProxy and Caddy of one home, from the lock to the last child's end. */
export class HomeStack {
  readonly #options: HomeStackOptions;
  readonly #children: ChildrenFile;
  readonly #failure = Promise.withResolvers<LatchkeyError>();
  #config: HomeConfig;
  #files: Prepared['files'] = new Map();
  #hosts: Prepared['hosts'] = [];
  #lock: HomeLock | undefined;
  readonly #running = new Map<ChildName, SupervisedChild>();
  #stopped: Promise<void> | undefined;
  /** An uncaught exception waits for nobody: without us the home must not stay open. */
  readonly #onExit = () => {
    for (const name of STOPPING) this.#running.get(name)?.kill();
  };
  readonly #loads = new Serial();

  constructor(options: HomeStackOptions) {
    this.#options = options;
    this.#config = options.config;
    this.#children = new ChildrenFile(options.layout.run.children);
  }

  get #ports() {
    return { forAnother: this.#options.lowPorts ?? false };
  }

  /** Resolves, with the reason, when a child was given up and everything is stopped. Otherwise never. */
  get failed(): Promise<LatchkeyError> {
    return this.#failure.promise;
  }

  /** The running children's process numbers. */
  get pids(): ReadonlyMap<ChildName, number | undefined> {
    return new Map([...this.#running].map(([name, { pid }]) => [name, pid]));
  }

  /**
   * Makes sure that this home can run, without starting anything: takes its lock, ends what a crash left behind, tries
   * the ports, and has HAProxy and Caddy accept what they will be told, which is then written.
   * @throws LatchkeyError ALREADY_RUNNING, PORT_IN_USE, PORT_NOT_ALLOWED, ADDRESS_NOT_AVAILABLE, RENDERED_NOT_ACCEPTED,
   * HOME_DAMAGED, FOLDER_NOT_USABLE, FOLDER_NOT_WRITABLE
   */
  async prepare(): Promise<Prepared> {
    const { layout, tools, env } = this.#options;
    const config = this.#config;
    const { getuid, getgid } = process;
    if (!this.#options.launchers && getuid && getgid) lowerWall(layout, { uid: getuid(), gid: getgid() });
    await makeRunFolder(layout);
    this.#lock = this.#options.lock ?? HomeLock.take(layout.run.lock);
    try {
      await this.#endOrphans();
      const [prepared] = await Promise.all([
        prepareHome({ config, layout, tools, env, orServed: true }),
        requireFreePorts(endpointsOf(config), this.#ports),
      ]);
      await writeRendered(prepared.files);
      this.#files = prepared.files;
      this.#hosts = prepared.hosts;
      return prepared;
    } catch (error) {
      this.#release();
      throw error;
    }
  }

  /**
   * Starts Caddy, then HAProxy, and resolves when both answer. With `http-01` it is the other way round: an ACME CA asks
   * through HAProxy as soon as Caddy runs, and a failed attempt counts at the CA. The signing API should listen already.
   * Call {@link prepare} before.
   * @throws LatchkeyError CHILD_FAILED; everything is stopped then
   */
  async start(): Promise<void> {
    const { layout } = this.#options;
    // What a kill -9 left: nobody listens there, we hold the lock.
    const { enrolment, lan, wan, consoleAtHome, inner, acme } = layout.run;
    await Promise.all([enrolment, lan, wan, consoleAtHome, inner, acme].map((path) => rm(path, { force: true })));
    process.once('exit', this.#onExit);
    try {
      const order: readonly ChildName[] = asksOnPort80(this.#config) ? ['haproxy', 'caddy'] : ['caddy', 'haproxy'];
      for (const name of order) {
        // Ctrl-C while it starts: nothing may be started behind the back of `stop`.
        if (this.#stopped !== undefined)
          throw new LatchkeyError('CHILD_FAILED', { detail: 'It was stopped while it started.' });
        const child = this.#child(name);
        this.#running.set(name, child);
        await child.start();
      }
    } catch (error) {
      await this.stop();
      throw error;
    }
  }

  /**
   * Goes over to another configuration while it runs. Everything is checked before anything changes. Connections stay
   * open, but for those from networks that are not at home any more; when haproxy.cfg itself changes (addresses, ports),
   * HAProxy starts anew and all of them end.
   * @returns what it runs with now, and the way back, for when it turns out not to hold
   * @throws LatchkeyError as {@link prepare}, and CHILD_FAILED; what ran before runs again then
   */
  async reload(config: HomeConfig): Promise<Reloaded> {
    const { layout, tools, env } = this.#options;
    const before = { config: this.#config, files: this.#files };
    // A port that is ours on one address cannot be tried on another; HAProxy itself will say.
    const held = new Set(endpointsOf(before.config).map(({ port }) => port));
    const [prepared] = await Promise.all([
      prepareHome({ config, layout, tools, env }),
      requireFreePorts(
        endpointsOf(config).filter(({ port }) => !held.has(port)),
        this.#ports,
      ),
    ]);
    const { files, warnings } = keepingServed(prepared, before.files, { config, layout, now: Date.now() });
    const undo = async () => void (await this.#goOver(before));
    try {
      return { prepared: { ...prepared, files, warnings }, undo, written: await this.#goOver({ config, files }) };
    } catch (error) {
      await undo().catch((cause: unknown) => {
        this.#giveUp(LatchkeyError.is(cause) ? cause : new LatchkeyError('CHILD_FAILED', { cause }));
      });
      throw error;
    }
  }

  async #goOver(to: { readonly config: HomeConfig; readonly files: Prepared['files'] }): Promise<WrittenFile[]> {
    const { layout } = this.#options;
    const { rendered, run } = layout;
    const isNew = (path: string) => to.files.get(path)?.content !== this.#files.get(path)?.content;
    const haproxyChanged = isNew(rendered.haproxy);
    const lists = allowLists(to.config, layout).filter(({ path }) => isNew(path));
    // Written first: whichever of the two dies meanwhile comes back with what is being gone over to.
    const written = await writeRendered(to.files);
    this.#config = to.config;
    this.#files = to.files;
    // Also when it is told the same: certificates, keys and tokens in files may be others.
    const first = haproxyChanged && asksOnPort80(to.config);
    if (first) await this.#restartHaproxy();
    await this.#loadCaddy(true);
    if (haproxyChanged && !first) await this.#restartHaproxy();
    if (!haproxyChanged) for (const list of lists) await replaceList(run.haproxy, list);
    await endStrangersAtHome(run.haproxy, to.config.lan);
    return written;
  }

  /** Has another child of the home's ended by the next one, should this one be killed. */
  record(name: string, pid: number): Promise<void> {
    return this.#children.add(name, pid);
  }

  /** The files that HAProxy and Caddy run with, by path. */
  runningFiles(): Prepared['files'] {
    return this.#files;
  }

  /**
   * Takes over what is in files of others now, and has Caddy read all of them anew. Connections stay open.
   * @param copies as they are to be written
   * @throws LatchkeyError RENDERED_NOT_ACCEPTED, CHILD_FAILED; what ran before runs on then
   */
  async takeFiles(copies: Prepared['files']): Promise<void> {
    const before = this.#files;
    this.#files = new Map([...before, ...copies]);
    await writeRendered(copies);
    try {
      await this.#loadCaddy(true);
    } catch (error) {
      this.#files = before;
      await writeRendered(new Map([...before].filter(([path]) => copies.has(path))));
      throw error;
    }
  }

  /**
   * Has Caddy read the certificates of the trusted CAs anew. Connections stay open.
   * @throws LatchkeyError CHILD_FAILED
   */
  trustAgain(): Promise<void> {
    return this.#loadCaddy(true);
  }

  /** One at a time, and always what is to run now: the last word is never an older one's. */
  #loadCaddy(evenIfSame = false): Promise<void> {
    const { rendered, run } = this.#options.layout;
    return this.#loads.run(() => loadCaddy(run.caddyAdmin, this.#files.get(rendered.caddy)?.content ?? '', evenIfSame));
  }

  async #restartHaproxy(): Promise<void> {
    const old = this.#running.get('haproxy');
    await old?.stop();
    if (this.#stopped !== undefined) throw new LatchkeyError('CHILD_FAILED', { detail: 'It was stopped meanwhile.' });
    const fresh = this.#child('haproxy');
    this.#running.set('haproxy', fresh);
    await fresh.start();
  }

  /** Stops HAProxy, then stops what is behind it. Resolves when no child is left; may be called twice. */
  stop(): Promise<void> {
    this.#stopped ??= this.#stop();
    return this.#stopped;
  }

  async #stop(): Promise<void> {
    for (const name of STOPPING) await this.#running.get(name)?.stop();
    process.off('exit', this.#onExit);
    await this.#children.clear();
    this.#release();
  }

  #release(): void {
    this.#lock?.release();
    this.#lock = undefined;
  }

  #giveUp(error: LatchkeyError): void {
    void this.stop().finally(() => {
      this.#options.onEvent?.({ kind: 'gave-up', error });
      this.#failure.resolve(error);
    });
  }

  async #endOrphans(): Promise<void> {
    for (const record of await this.#children.left()) {
      const ended = await endProcess(record, TIMEOUTS.stop).catch((cause: unknown) => {
        const detail = `${record.name} of an earlier latchkey up (pid ${record.pid}) cannot be ended.`;
        throw new LatchkeyError('ALREADY_RUNNING', { detail, hint: 'End it yourself, then try again.', cause });
      });
      if (ended) this.#options.onEvent?.({ kind: 'orphan-ended', child: record.name, pid: record.pid });
    }
    await this.#children.clear();
  }

  #child(name: ChildName): SupervisedChild {
    const { layout, tools, env, onEvent = () => undefined, timeouts = TIMEOUTS, launchers } = this.#options;
    const control = { caddy: layout.run.caddyAdmin, haproxy: layout.run.haproxy }[name];
    const now = () => ({ config: this.#config, files: this.#files, hosts: this.#hosts });
    return new SupervisedChild({
      name,
      ...PROXY_PROGRAMS[name]({ layout, tools, env }, now),
      launch: launchers?.[name] ?? launcherAsSelf(control),
      record: (pid) => this.#children.add(name, pid),
      onGivenUp: (error) => this.#giveUp(error),
      onEvent,
      timeouts,
    });
  }
}
