/**
 * The client's command line, composed as the real one is and ended at a checkpoint.
 *
 * LATCHKEY_TEST_KILL_AT: the checkpoint. LATCHKEY_TEST_SIGNAL: what ends it there (SIGKILL), or holds it (SIGSTOP).
 */
import process from 'node:process';
import { clientOfThisProcess } from '../../../electron/cli/compose.ts';
import { endWith } from '../../../electron/cli/exit-code.ts';
import { runProgram } from '../../../electron/cli/program.ts';
import { Terminal } from '../../../electron/cli/terminal.ts';

const { LATCHKEY_TEST_KILL_AT: killAt, LATCHKEY_TEST_SIGNAL: signal = 'SIGKILL' } = process.env;

const client = clientOfThisProcess({
  version: '0.1.0',
  checkpoint: (name) => {
    if (name === killAt) process.kill(process.pid, signal);
  },
});
endWith(runProgram(process.argv.slice(2), () => client, new Terminal(process)));
