// Whether this machine can boot another one and run containers: node scripts/can-boot.mjs && vitest run --config …
// Where it cannot, the reason is printed and the exit code is 77, as automake has it for "skipped".
import process from 'node:process';
import { baseImages } from '../test/deploy/support/images.ts';
import { whyNoMachines } from './setup/machine.mjs';
import { missingPrograms } from './setup/packages.mjs';

async function whyNot() {
  const reason = whyNoMachines();
  if (reason !== undefined) return reason;
  const missing = missingPrograms(new Set(['deploy']), { building: false });
  if (missing.length > 0)
    return `${missing.map(({ name }) => name).join(', ')} are missing; npm run setup -- deploy installs them`;
  try {
    await baseImages();
    return undefined;
  } catch (error) {
    if (error.cmd?.startsWith('mmdebstrap')) return `no Debian could be fetched: ${error.message.trim()}`;
    throw error;
  }
}

const reason = await whyNot();
if (reason !== undefined) {
  console.log(`not run here: test:deploy, ${reason}`);
  process.exitCode = 77;
}
