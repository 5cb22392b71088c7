import { readFile, stat } from 'node:fs/promises';
import type { Command } from 'commander';
import { LatchkeyError } from '../../../shared/errors.ts';
import { formatProblem } from '../../core/config/home-config.ts';
import { type HomeLayout, homeLayout } from '../../core/layout.ts';
import { type CommandContext, type CommonOptions, homeFolder, repeatable, withCommonOptions } from '../command.ts';
import { nextCommands } from '../next-commands.ts';
import { lines, plain, result, say } from '../terminal.ts';

interface LanOptions extends CommonOptions {
  readonly add?: readonly string[];
  readonly remove?: readonly string[];
}

/** The networks that a latchkey.yaml lists. */
async function networksIn(text: string): Promise<readonly string[]> {
  const [{ parseDocument }, { lanEntries }] = await Promise.all([
    import('yaml'),
    import('../../core/network/edit-lan.ts'),
  ]);
  return lanEntries(parseDocument(text)).map(({ network }) => network);
}

/** The list that a running home goes by; undefined when none runs. */
async function appliedLan(layout: HomeLayout): Promise<readonly string[] | undefined> {
  const { askHealth } = await import('../../home/asking/ask-health.ts');
  if ((await askHealth(layout)) === undefined) return undefined;
  const text = await readFile(layout.rendered.config, 'utf8').catch(() => undefined);
  return text === undefined ? undefined : networksIn(text);
}

/** `latchkey lan`: the networks at home, shown or changed in latchkey.yaml. */
export function lanCommand(program: Command, context: CommandContext): void {
  withCommonOptions(program.command('lan'))
    .option('--add <cidr>', 'a network at home, which needs no key; may be repeated', repeatable)
    .option('--remove <cidr>', 'a network of the list; may be repeated', repeatable)
    .addHelpText(
      'after',
      `
Examples:
  latchkey lan --dir /srv/latchkey
  latchkey lan --remove 192.168.1.0/24 --add 192.168.2.0/24 --dir /srv/latchkey`,
    )
    .action(async (options: LanOptions) => {
      const { add = [], remove = [] } = options;
      const [{ editLan }, { parseConfig }, { machineInterfaces }, { replaceFile }, { configText }] = await Promise.all([
        import('../../core/network/edit-lan.ts'),
        import('../../core/config/parse.ts'),
        import('../../home/network-interfaces.ts'),
        import('../../platform/durable-file.ts'),
        import('../../home/files/config-text.ts'),
      ]);
      const { config } = homeLayout(homeFolder(options, context));
      let text = configText(config);
      if (add.length + remove.length > 0) {
        text = editLan(text, { add, remove });
        const parsed = parseConfig(text, config, machineInterfaces());
        if (!parsed.ok) {
          throw new LatchkeyError('CONFIG_NOT_VALID', { detail: parsed.problems.map(formatProblem).join('\n') });
        }
        for (const each of parsed.warnings) say(context.terminal, `warning: ${formatProblem(each)}`);
        try {
          // As private as it was, and never the proxies': the group of the folder may be theirs.
          await replaceFile(config, text, (await stat(config)).mode & 0o777);
        } catch (cause) {
          throw new LatchkeyError('FOLDER_NOT_WRITABLE', { detail: `${config}: ${(cause as Error).message}.`, cause });
        }
      }
      const lan = await networksIn(text);
      const layout = homeLayout(homeFolder(options, context));
      const applied = await appliedLan(layout);
      const isApplied = applied === undefined || [...applied].sort().join() === [...lan].sort().join();
      if (!isApplied)
        say(
          context.terminal,
          plain`warning: this list is not applied. The home runs with: ${applied.join(', ') || 'no network'}. Apply it: ${nextCommands(layout, context).latchkey('reload')}`,
        );
      result(context.terminal, options.json, { lan, ...(applied && { applied }) }, () =>
        lan.length > 0 ? lines(lan) : 'No network: everybody needs a key.',
      );
    });
}
