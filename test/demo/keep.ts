import type { ThrowAwayHome } from '../support/throw-away-home.ts';
import type { Relative } from './relative.ts';

interface Kept {
  readonly home: ThrowAwayHome;
  readonly relative: Relative;
  readonly say: (line?: string) => void;
  readonly typed: (words: string) => void;
}

/** `--keep`: says what can be tried, then waits until somebody has had enough. */
export async function keepRunning({ home, relative, say, typed }: Kept, stopped: Promise<void>): Promise<void> {
  const { invite } = await home.invite('You', 'Your computer');
  const environment = Object.entries(relative.person.env)
    .filter(([name]) => name !== 'PATH')
    .map(([name, value]) => `${name}='${value}'`)
    .join(' ');
  say('\nThe home goes on running until Ctrl-C. Try, in another terminal:');
  typed(`npx latchkey status --dir ${home.dir}`);
  typed(`npx latchkey devices --dir ${home.dir}`);
  typed(`npx latchkey invite Rose --dir ${home.dir}`);
  say('  as the throw-away relative (their own HOME and keyring):');
  typed(`env ${environment} npm run enrol -- '${invite}'`);
  typed(`env ${environment} npm run access`);
  say('  from the LAN, which is 127.0.1.0/24 here, and from outside:');
  const url = `https://cloud.home.localhost:${home.httpsPort}/`;
  const resolve = `--resolve cloud.home.localhost:${home.httpsPort}:127.0.0.1`;
  typed(`curl -k --interface 127.0.1.7 ${resolve} ${url}`);
  typed(`curl -k ${resolve} ${url}`);
  await stopped;
}
