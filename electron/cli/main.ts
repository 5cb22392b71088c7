import process from 'node:process';
import packageJson from '../../package.json' with { type: 'json' };
import { clientOfThisProcess } from './compose.ts';
import { endWith } from './exit-code.ts';
import { runProgram } from './program.ts';
import { Terminal } from './terminal.ts';

const client = () => clientOfThisProcess({ version: packageJson.version });

endWith(runProgram(process.argv.slice(2), client, new Terminal(process)));
