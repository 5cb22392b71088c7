import type { Command } from 'commander';
import { LatchkeyError } from '../../../shared/errors.ts';
import type { ConfiguredHome } from '../../home/read.ts';
import type { Rendered } from '../../stack/rendered/types.ts';
import type { Prepared } from '../../stack/validate.ts';
import { type CommandContext, type CommonOptions, homeFolder, withCommonOptions } from '../command.ts';
import type { ConfigDiff } from '../config-diff.ts';
import { lines, output, paint, result, type Shown, say, type Terminal, type Words } from '../terminal.ts';

const SYNTAX_ONLY = ['--syntax-only', 'do not have HAProxy and Caddy check the result'] as const;

interface CheckOptions extends CommonOptions {
  readonly syntaxOnly?: boolean;
}

/** The home, with what HAProxy and Caddy accepted; with `--syntax-only` what they would be told. */
async function checked(
  options: CheckOptions,
  context: CommandContext,
): Promise<{ home: ConfiguredHome; rendered: Rendered & Partial<Prepared> }> {
  const { readHome } = await import('../../home/read.ts');
  const home = await readHome(homeFolder(options, context));
  const [{ prepareHome }, { renderHome }, { findTools }] = await Promise.all([
    import('../../stack/validate.ts'),
    import('../../stack/render.ts'),
    import('../../stack/tools.ts'),
  ]);
  const rendered = options.syntaxOnly
    ? renderHome(home.config, home.layout)
    : await prepareHome({ ...home, tools: await findTools(context.env), env: context.env });
  const more = rendered.warnings.map(({ path, message }) => `${path}: ${message}`);
  for (const warning of [...home.warnings, ...more]) say(context.terminal, `warning: ${warning}`);
  return { home, rendered };
}

function colours(patch: string, { out }: Terminal): Shown {
  const style = { '+': 'green', '-': 'red', '@': 'cyan' } as const;
  return lines(
    patch.split('\n').map((line) => {
      const known = style[line[0] as keyof typeof style];
      return known && !/^(---|\+\+\+)/.test(line) ? paint(known, line, out) : line;
    }),
  );
}

function diffText({ hasRun, effects, files }: ConfigDiff, terminal: Terminal): Words {
  if (!hasRun) return 'This home has not run yet: latchkey up starts it with this latchkey.yaml.';
  if (files.length + effects.length === 0) return 'Nothing would change.';
  const sentences = effects.map(({ text }) => `- ${text}`);
  return lines([...sentences, '', ...files.map(({ patch }) => colours(patch, terminal))]);
}

function checkCommand(parent: Command, context: CommandContext): void {
  withCommonOptions(parent.command('check'))
    .description('check latchkey.yaml and the hand-written sites, and have HAProxy and Caddy check what follows')
    .option(...SYNTAX_ONLY)
    .addHelpText('after', '\nExample:\n  latchkey config check --dir /srv/latchkey')
    .action(async (options: CheckOptions) => {
      const { home, rendered } = await checked(options, context);
      const { hosts } = rendered;
      result(context.terminal, options.json, { ok: true, hosts, warnings: home.warnings }, () =>
        hosts
          ? `latchkey.yaml is valid; HAProxy and Caddy accept what follows from it. Hosts: ${hosts.join(', ') || 'none'}.`
          : 'latchkey.yaml is valid; HAProxy and Caddy were not asked.',
      );
    });
}

function diffCommand(parent: Command, context: CommandContext): void {
  withCommonOptions(parent.command('diff'))
    .description('show what latchkey reload would change, in sentences and in the rendered files')
    .option(...SYNTAX_ONLY)
    .addHelpText('after', '\nExample:\n  latchkey config diff --dir /srv/latchkey')
    .action(async (options: CheckOptions) => {
      const { home, rendered } = await checked(options, context);
      const { diffConfig } = await import('../config-diff.ts');
      const diff = await diffConfig(home, rendered);
      result(context.terminal, options.json, diff, () => diffText(diff, context.terminal));
    });
}

function schemaCommand(parent: Command, context: CommandContext): void {
  parent
    .command('schema')
    .description('print the JSON Schema of latchkey.yaml, for editors')
    .option('--json', 'no other output: the schema is JSON')
    .addHelpText('after', '\nExample:\n  latchkey config schema > latchkey.schema.json')
    .action(async () => {
      const { configJsonSchemaText } = await import('../../core/config/json-schema.ts');
      output(context.terminal, configJsonSchemaText());
    });
}

/** `latchkey config`: what can be done with latchkey.yaml before it is used. */
export function configCommand(program: Command, context: CommandContext): void {
  const parent = program.command('config').action(() => {
    throw new LatchkeyError('USAGE', { detail: 'What about it?', hint: 'Add check, diff or schema.' });
  });
  checkCommand(parent, context);
  diffCommand(parent, context);
  schemaCommand(parent, context);
}
