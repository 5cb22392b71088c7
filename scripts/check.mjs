// Style, types, import rules and dead code, side by side: npm run check. Each prints what it found once it has ended, so
// that the outputs do not mix. What they learnt is kept in node_modules/.cache for the next time; CI=true looks at everything.
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import process from 'node:process';

const CHECKS = ['types', 'style', 'imports', 'dead'];
const { scripts } = JSON.parse(readFileSync('package.json', 'utf8'));

function check(name) {
  const { promise, resolve } = Promise.withResolvers();
  const started = performance.now();
  // Not by npm, which takes a third of a second for itself.
  const child = spawn(scripts[`check:${name}`], { shell: true, stdio: ['ignore', 'pipe', 'pipe'] });
  const chunks = [];
  child.stdout.on('data', (chunk) => chunks.push(chunk));
  child.stderr.on('data', (chunk) => chunks.push(chunk));
  child.on('error', (error) => resolve({ ok: false, output: `${error.message}\n` }));
  child.on('close', (code) => resolve({ ok: code === 0, output: Buffer.concat(chunks).toString() }));
  return promise.then((result) => {
    if (!result.ok) process.stderr.write(result.output);
    process.stderr.write(
      `check:${name} ${result.ok ? 'ok' : 'FAILED'} (${((performance.now() - started) / 1000).toFixed(1)} s)\n`,
    );
    return result.ok;
  });
}

const results = await Promise.all(CHECKS.map(check));
process.exitCode = results.every(Boolean) ? 0 : 1;
