/** What this computer is called and what it runs. */
import { readFile } from 'node:fs/promises';
import { nameSchema } from '../../shared/names.ts';
import type { DeviceFacts } from '../core/ports.ts';
import { findTool, type RunCommand } from './run-command.ts';

export interface DeviceDeps {
  /** Node's `process.platform`. */
  readonly platform: string;
  readonly hostname: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly run: RunCommand;
}

const PLATFORMS: Readonly<Record<string, DeviceFacts['platform']>> = {
  darwin: 'macos',
  win32: 'windows',
  linux: 'linux',
};

/** Which of the systems that Latchkey tells apart a Node `process.platform` is. */
export const systemOf = (platform: string): DeviceFacts['platform'] => PLATFORMS[platform] ?? 'other';

export function deviceFacts({ platform, hostname, env, run }: DeviceDeps): DeviceFacts {
  const ours = systemOf(platform);
  return {
    platform: ours,
    async name() {
      const candidates = [
        ours === 'macos' ? await macosName(run, env) : undefined,
        ours === 'linux' ? await prettyHostname() : undefined,
        hostname.replace(/\..*$/, ''),
      ];
      for (const candidate of candidates) {
        const name = nameSchema.safeParse(candidate);
        if (name.success) return name.data;
      }
      return 'Computer';
    },
  };
}

/** "Dave's MacBook Air", as the person set it. */
async function macosName(run: RunCommand, env: DeviceDeps['env']): Promise<string | undefined> {
  const tool = await findTool('scutil', '/usr/sbin');
  if (!tool) return undefined;
  const { exitCode, stdout } = await run({ tool, args: ['--get', 'ComputerName'], env });
  return exitCode === 0 ? stdout : undefined;
}

/** systemd's machine-info(5): `PRETTY_HOSTNAME="Dave's laptop"`. */
async function prettyHostname(): Promise<string | undefined> {
  const text = await readFile('/etc/machine-info', 'utf8').catch(() => '');
  return /^PRETTY_HOSTNAME=(["']?)(.*)\1$/m.exec(text)?.[2];
}
