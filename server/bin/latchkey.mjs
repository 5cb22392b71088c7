#!/usr/bin/env node
// The admin's command. Plain JavaScript, because it has to speak even under a Node that is too old for the rest:
// the TypeScript below it runs unbuilt and needs Node 24.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';

const NEEDED_MAJOR = 24;
const here = dirname(fileURLToPath(import.meta.url));

if (Number.parseInt(process.versions.node, 10) >= NEEDED_MAJOR) {
  await import('../cli/main.ts');
} else {
  const pinned = findPinnedNode();
  if (pinned && !process.env.LATCHKEY_REEXECUTED) runUnder(pinned);
  else {
    console.error(
      `error: latchkey needs Node ${NEEDED_MAJOR} or newer; this is ${process.version} and the pinned one is not installed. ` +
        'Type: npm run setup',
    );
    process.exitCode = 1;
  }
}

/** Of this checkout alone: in a folder further up, anybody might have put one. */
function findPinnedNode() {
  const candidate = join(here, '../../node_modules/node/bin/node');
  return existsSync(candidate) ? candidate : undefined;
}

function runUnder(node) {
  const child = spawn(node, [fileURLToPath(import.meta.url), ...process.argv.slice(2)], {
    stdio: 'inherit',
    env: { ...process.env, LATCHKEY_REEXECUTED: '1' },
  });
  // Ctrl-C reaches the child through the terminal; a signal sent to this process alone has to be handed on.
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'];
  for (const signal of signals) {
    process.on(signal, () => {
      if (signal !== 'SIGINT' || !process.stdin.isTTY) child.kill(signal);
    });
  }
  child.on('error', (error) => {
    console.error(`error: could not start ${node}: ${error.message}`);
    process.exitCode = 1;
  });
  child.on('exit', (code, signal) => {
    for (const name of signals) process.removeAllListeners(name);
    if (signal) process.kill(process.pid, signal);
    else process.exitCode = code ?? 1;
  });
}
