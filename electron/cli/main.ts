import { homedir, hostname, tmpdir } from 'node:os';
import process from 'node:process';
import packageJson from '../../package.json' with { type: 'json' };
import { composeClient } from './compose.ts';
import { endWith } from './exit-code.ts';
import { runProgram } from './program.ts';
import { Terminal } from './terminal.ts';

const client = () =>
  composeClient({
    env: process.env,
    version: packageJson.version,
    platform: process.platform,
    hostname: hostname(),
    home: homedir(),
    tempRoot: tmpdir(),
    uid: process.getuid?.(),
  });

endWith(runProgram(process.argv.slice(2), client, new Terminal(process)));
