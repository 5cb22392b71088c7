import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { type Agent, request } from 'node:http';
import { createInterface } from 'node:readline';

/** One JSON request through a UNIX socket, as Caddy sends it. */
export function post(agent: Agent, socketPath: string, path: string, body: unknown) {
  return new Promise<{ status: number; body: string }>((resolve, reject) => {
    const headers = {
      'content-type': 'application/json',
      'x-forwarded-for': '203.0.113.7',
      host: 'enroll.home.localhost',
    };
    const sent = request({ agent, socketPath, path, method: 'POST', headers, timeout: 30_000 }, (reply) => {
      let text = '';
      reply.setEncoding('utf8');
      reply.on('data', (chunk: string) => {
        text += chunk;
      });
      reply.on('end', () => resolve({ status: reply.statusCode ?? 0, body: text }));
      reply.on('error', reject);
    });
    sent.on('error', reject);
    sent.on('timeout', () => sent.destroy(new Error('no reply in 30 s')));
    sent.end(JSON.stringify(body));
  });
}

/** Starts another process of the home: see home-process.ts. */
export const startProcess = (...args: readonly string[]): ChildProcess =>
  startScript(new URL('./home-process.ts', import.meta.url).pathname, ...args);

/** Starts a script. What was compiled once is kept, in the checkout (vitest.config.ts): some tests start it very often. */
export function startScript(script: string, ...args: readonly string[]): ChildProcess {
  return spawn(process.execPath, ['--disable-warning=ExperimentalWarning', script, ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
}

/** The next line that the process prints. */
export async function nextLine(child: ChildProcess): Promise<string> {
  if (!child.stdout) throw new Error('the process has no output');
  const lines = createInterface({ input: child.stdout });
  const [line] = await once(lines, 'line', { signal: AbortSignal.timeout(30_000) });
  return String(line);
}

/** Ends it as a power cut would. */
export async function kill(child: ChildProcess): Promise<void> {
  const ended = once(child, 'exit');
  child.kill('SIGKILL');
  await ended;
}
