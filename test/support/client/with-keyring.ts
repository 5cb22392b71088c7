/**
 * A throw-away person: a home folder, and a D-Bus session with an unlocked Secret Service (gnome-keyring) of its own.
 * Nothing of the real user's is seen or touched. As a program it runs a command as that person:
 *
 *     node test/support/client/with-keyring.ts COMMAND [ARGUMENT...]
 */
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';

const run = promisify(execFile);
const START_TIMEOUT_MS = 15_000;
const STOP_TIMEOUT_MS = 5_000;

export interface Person {
  /** The home folder; everything below is inside it. */
  readonly home: string;
  readonly dataHome: string;
  /** The whole environment for programs that run as this person. */
  readonly env: Record<string, string>;
  /** Locks the secret store, as it is after a login without a password. */
  lock(): Promise<void>;
  unlock(): Promise<void>;
  /** Ends the session and removes the home folder. */
  leave(): Promise<void>;
}

/** The password of the throw-away keyring. */
const PASSWORD = 'throw-away';

/** A program that gives a session its Secret Service. */
export interface SecretServiceProgram {
  /** The object path of the collection that a login unlocks. */
  readonly collection: string;
  /** What has to be done once, before it is started. */
  prepare?(env: Record<string, string>): Promise<void>;
  /** Starts it with its collection unlocked. */
  start(env: Record<string, string>): ChildProcess;
  /** Resolves when it can be used. */
  ready(env: Record<string, string>): Promise<void>;
}

const GNOME_KEYRING: SecretServiceProgram = {
  collection: '/org/freedesktop/secrets/collection/login',
  start: startKeyring,
  ready: (env) => collectionIs(env, GNOME_KEYRING.collection, 'unlocked'),
};

/**
 * @param path the PATH of programs that run as this person
 * @param program the Secret Service of this person's session
 */
export async function newPerson(path = process.env.PATH ?? '', program = GNOME_KEYRING): Promise<Person> {
  const home = await mkdtemp(join(tmpdir(), 'latchkey-person-'));
  const folders = {
    XDG_DATA_HOME: join(home, '.local/share'),
    XDG_CONFIG_HOME: join(home, '.config'),
    XDG_CACHE_HOME: join(home, '.cache'),
    XDG_RUNTIME_DIR: join(home, '.run'),
  };
  for (const folder of Object.values(folders)) await mkdir(folder, { recursive: true, mode: 0o700 });
  // Where Node keeps what it has compiled: without it each start of the app compiles everything anew.
  const { NODE_COMPILE_CACHE } = process.env;
  const compiled = NODE_COMPILE_CACHE === undefined ? {} : { NODE_COMPILE_CACHE };
  const environment = { HOME: home, PATH: path, LANG: 'C.UTF-8', ...folders, ...compiled };

  const bus = spawn('dbus-daemon', ['--session', '--nofork', '--print-address=1'], {
    env: environment,
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const children: ChildProcess[] = [bus];
  try {
    const env = { ...environment, DBUS_SESSION_BUS_ADDRESS: await firstLine(bus) };
    const start = async (again = true): Promise<ChildProcess> => {
      const keyring = program.start(env);
      children.push(keyring);
      try {
        await program.ready(env);
        return keyring;
      } catch (error) {
        // A daemon that stayed locked on a busy machine gets one more start; what is tested has not begun yet.
        await end(keyring);
        if (!again) throw error;
        return start(false);
      }
    };
    await program.prepare?.(env);
    let keyring = await start();
    return {
      home,
      dataHome: folders.XDG_DATA_HOME,
      env,
      async lock() {
        const lock = ['org.freedesktop.Secret.Service.Lock', `array:objpath:${program.collection}`];
        await secretService(env, '/org/freedesktop/secrets', ...lock);
        await collectionIs(env, program.collection, 'locked');
      },
      async unlock() {
        await end(keyring);
        keyring = await start();
      },
      leave: () => clean(home, children),
    };
  } catch (error) {
    await clean(home, children);
    throw error;
  }
}

async function call(env: Record<string, string>, dest: string, ...rest: string[]): Promise<string> {
  const args = ['--session', '--print-reply', `--dest=${dest}`, ...rest];
  const { stdout } = await run('dbus-send', args, { env, timeout: START_TIMEOUT_MS });
  return stdout;
}

/** Asks the bus first: a call to a service that is not there yet would make the bus start another, locked one. */
async function secretService(env: Record<string, string>, ...rest: string[]): Promise<string> {
  const question = ['/', 'org.freedesktop.DBus.NameHasOwner', 'string:org.freedesktop.secrets'];
  const there = (await call(env, 'org.freedesktop.DBus', ...question)).includes('boolean true');
  return there ? call(env, 'org.freedesktop.secrets', ...rest) : '';
}

/** Waits until the collection is there, and in that state when one is given. */
export async function collectionIs(
  env: Record<string, string>,
  collection: string,
  state?: 'locked' | 'unlocked',
): Promise<void> {
  const question = ['org.freedesktop.DBus.Properties.Get', 'string:org.freedesktop.Secret.Collection', 'string:Locked'];
  const wanted = state === undefined ? 'boolean' : `boolean ${state === 'locked'}`;
  const deadline = Date.now() + START_TIMEOUT_MS;
  while (!(await secretService(env, collection, ...question).catch(() => '')).includes(wanted)) {
    if (Date.now() > deadline) throw new Error(`the secret service is not ${state ?? 'there'} in time`);
    await sleep(20);
  }
}

function startKeyring(env: Record<string, string>): ChildProcess {
  const keyring = spawn('gnome-keyring-daemon', ['--foreground', '--unlock', '--components=secrets'], {
    env,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  keyring.on('error', () => undefined);
  keyring.stdin?.end(PASSWORD);
  return keyring;
}

async function firstLine(child: ChildProcess): Promise<string> {
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  const name = child.spawnfile;
  const timer = setTimeout(() => reject(new Error(`${name} did not start in time`)), START_TIMEOUT_MS);
  let text = '';
  child.stdout?.on('data', (chunk: Buffer) => {
    text += chunk.toString();
    if (text.includes('\n')) resolve(text.slice(0, text.indexOf('\n')));
  });
  child.once('error', (error) => reject(new Error(`${name} cannot be started`, { cause: error })));
  child.once('exit', (code) => reject(new Error(`${name} ended with ${code}`)));
  try {
    return await promise;
  } finally {
    clearTimeout(timer);
  }
}

export async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGTERM');
  const timer = setTimeout(() => child.kill('SIGKILL'), STOP_TIMEOUT_MS);
  await gone;
  clearTimeout(timer);
}

async function clean(home: string, children: readonly ChildProcess[]): Promise<void> {
  for (const child of children.toReversed()) await end(child);
  await rm(home, { recursive: true, force: true, maxRetries: 5 });
}

if (import.meta.main) {
  const [command, ...args] = process.argv.slice(2);
  if (!command) throw new Error('usage: with-keyring.ts COMMAND [ARGUMENT...]');
  const person = await newPerson();
  const child = spawn(command, args, { env: person.env, stdio: 'inherit' });
  const [code] = await new Promise<[number | null]>((resolve) => child.once('exit', (code) => resolve([code])));
  await person.leave();
  process.exitCode = code ?? 1;
}
