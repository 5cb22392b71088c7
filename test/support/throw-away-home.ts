/** A whole home in a temporary folder, made and run with the admin's own command, as an admin would. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { giveHomeAway } from './home-owner.ts';
import { type Finished, type Running, run, startProgram } from './processes.ts';
import { LATCHKEY } from './programs.ts';
import { type SampleService, startSampleService } from './sample-service.ts';
import { freePorts } from './stack/free-ports.ts';

/** The benchmarks name another one (test/bench/shipped.ts). */
const program = () => process.env.LATCHKEY_BENCH_PROGRAM ?? LATCHKEY;

/** Runs `latchkey` with these words, under the Node that runs this. A home that it makes as root is given away. */
export async function latchkey(
  args: readonly string[],
  options: { env?: NodeJS.ProcessEnv; cwd?: string } = {},
): Promise<Finished> {
  const finished = await run({ file: process.execPath, args: [program(), ...args], ...options });
  const dir = args[args.indexOf('--dir') + 1];
  if (finished.code === 0 && ['init', 'restore'].includes(args[0] ?? '') && dir?.startsWith('/')) giveHomeAway(dir);
  return finished;
}

/** Runs `latchkey … --json` and reads what it prints. @throws what it complained of when it failed */
export async function latchkeyJson<Result>(args: readonly string[]): Promise<Result> {
  const { code, stdout, stderr } = await latchkey([...args, '--json']);
  if (code !== 0) throw new Error(`latchkey ${args[0]} ended with ${code}: ${stderr}`);
  return JSON.parse(stdout) as Result;
}

export interface Invited {
  readonly id: string;
  readonly code: string;
  readonly invite: string;
  readonly link: string;
}

const DOMAIN = 'home.localhost';
export const ENROLMENT_HOST = `enroll.${DOMAIN}`;
/** Served by a hand-written site, not declared in latchkey.yaml. */
export const HAND_WRITTEN = 'notes';
export const HOME_NAME = 'Example Home';

/** The address of a service of the home. */
export const hostOf = (service: string) => `${service}.${DOMAIN}`;

export interface ThrowAwayHome {
  readonly dir: string;
  readonly httpsPort: number;
  readonly httpPort: number;
  readonly services: readonly SampleService[];
  /** The words of `latchkey init` that made it, for whoever wants to show them. */
  readonly initArguments: readonly string[];
  /** Starts `latchkey up` and resolves when it says that it is ready. */
  up(
    onTalk?: (line: string) => void,
    env?: NodeJS.ProcessEnv,
  ): Promise<{ readonly up: Running; readonly ready: Record<string, unknown> }>;
  invite(person: string, device?: string): Promise<Invited>;
  remove(): Promise<void>;
}

/** Makes a home with two declared services and a hand-written site; nothing runs yet but the services. */
export async function makeThrowAwayHome(
  onInit: (args: readonly string[]) => void = () => undefined,
): Promise<ThrowAwayHome> {
  const dir = await mkdtemp(join(tmpdir(), 'latchkey-home-'));
  const [httpsPort = 0, httpPort = 0] = await freePorts(2);
  const services = await Promise.all(['cloud', 'photos', HAND_WRITTEN].map(startSampleService));
  const initArguments = [
    ...['init', '--dir', dir, '--domain', DOMAIN, '--name', HOME_NAME, '--lan', '127.0.1.0/24'],
    ...['--https-port', String(httpsPort), '--http-port', String(httpPort)],
    ...services
      .filter(({ name }) => name !== HAND_WRITTEN)
      .flatMap(({ name, upstream }) => ['--service', `${name}=${upstream}`]),
    ...['--certificates', 'internal'],
  ];
  onInit(initArguments);
  await latchkeyJson(initArguments);
  const upstream = services.find(({ name }) => name === HAND_WRITTEN)?.upstream;
  await writeFile(
    join(dir, 'sites', `${HAND_WRITTEN}.caddy`),
    `${hostOf(HAND_WRITTEN)} {\n\treverse_proxy ${upstream}\n}\n`,
  );

  let up: Running | undefined;
  return {
    dir,
    httpsPort,
    httpPort,
    services,
    initArguments,
    async up(onTalk, env) {
      const started = startProgram({
        file: process.execPath,
        args: [program(), 'up', '--dir', dir, '--json'],
        ...(onTalk ? { onTalk } : {}),
        ...(env ? { env: { ...process.env, ...env } } : {}),
      });
      up = started;
      return { up: started, ready: JSON.parse(await started.nextLine()) as Record<string, unknown> };
    },
    invite: (person, device) =>
      latchkeyJson<Invited>(['invite', person, ...(device ? ['--device', device] : []), '--dir', dir]),
    async remove() {
      await up?.stop();
      await Promise.all(services.map((service) => service.close()));
      await rm(dir, { recursive: true, force: true });
    },
  };
}
