/** A process of its own that runs a home until it is killed: node run-home.ts <home folder>. Says `up` when it is. */
import { readFile } from 'node:fs/promises';
import { parseConfig } from '../../../server/core/config/parse.ts';
import { homeLayout } from '../../../server/core/layout.ts';
import { HomeStack } from '../../../server/stack/stack.ts';
import { findTools } from '../../../server/stack/tools.ts';

const layout = homeLayout(process.argv[2] ?? '');
const parsed = parseConfig(await readFile(layout.config, 'utf8'), layout.config);
if (!parsed.ok) throw new Error('the home has no valid configuration');
const stack = new HomeStack({ config: parsed.config, layout, tools: await findTools(process.env), env: process.env });
await stack.prepare();
await stack.start();
process.stdout.write('up\n');
process.once('SIGTERM', () => void stack.stop());
