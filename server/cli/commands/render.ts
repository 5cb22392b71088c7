import { readFile } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { type Command, Option } from 'commander';
import type { ConfiguredHome } from '../../home/read.ts';
import { whole } from '../../platform/breaking-off.ts';
import type { Rendered } from '../../stack/rendered/types.ts';
import { type CommandContext, type CommonOptions, homeFolder, withCommonOptions } from '../command.ts';
import { lines, plain, programWords, result, say } from '../terminal.ts';

const TARGETS = ['compose', 'systemd'] as const;

interface RenderOptions extends CommonOptions {
  readonly out?: string;
  readonly for?: (typeof TARGETS)[number];
  readonly node?: string;
  readonly bundle?: string;
}

async function rendered(
  { config, layout }: ConfiguredHome,
  options: RenderOptions,
  [ownNode, ownBundle = '']: CommandContext['program'],
): Promise<Rendered> {
  switch (options.for) {
    case 'compose':
      return (await import('../../stack/install/compose.ts')).renderCompose(config, layout);
    case 'systemd':
      return (await import('../../stack/install/systemd.ts')).renderSystemd(config, layout, {
        node: options.node ?? ownNode,
        bundle: options.bundle ?? ownBundle,
        keyIsProtected: await isKeyProtected(layout),
      });
    default:
      return (await import('../../stack/render.ts')).renderHome(config, layout);
  }
}

/** Whether a passphrase opens the CA's key. One that cannot be read is asked about by nobody. */
async function isKeyProtected({ ca }: ConfiguredHome['layout']): Promise<boolean> {
  const { parseKeyFile } = await import('../../ca/key-file.ts');
  const text = await readFile(ca.key, 'utf8').catch(() => '');
  return text !== '' && parseKeyFile(text, ca.key).some(({ kind }) => kind === 'protected');
}

/** `latchkey render`: what `up` would tell HAProxy and Caddy, or what runs `up`. */
export function renderCommand(program: Command, context: CommandContext): void {
  withCommonOptions(program.command('render'))
    .addOption(new Option('--for <what>', 'what runs the home instead: compose or systemd').choices(TARGETS))
    .option('--out <folder>', 'write the files into this folder instead of printing them')
    .option('--node <path>', 'for systemd: where Node 24 is (default: what runs this command)')
    .option('--bundle <path>', 'for systemd: where latchkey.mjs is (default: this program)')
    .addHelpText(
      'after',
      `
Examples:
  latchkey render --dir /srv/latchkey
  latchkey render --dir /srv/latchkey --out /tmp/look
  latchkey render --dir /srv/latchkey --for compose --out ./compose
  latchkey render --dir /srv/latchkey --for systemd --out ./systemd`,
    )
    .action(async (options: RenderOptions) => {
      const [{ readHome }, { writeRendered }] = await Promise.all([
        import('../../home/read.ts'),
        import('../../stack/rendered/write.ts'),
      ]);
      const home = await readHome(homeFolder(options, context));
      const { files, warnings } = await rendered(home, options, context.program);
      for (const warning of [...home.warnings, ...warnings.map(({ path, message }) => `${path}: ${message}`)]) {
        say(context.terminal, `warning: ${warning}`);
      }
      if (options.out !== undefined) {
        const out = resolve(context.cwd, options.out);
        const moved = new Map([...files].map(([path, file]) => [join(out, basename(path)), file]));
        const written = await whole(() => writeRendered(moved));
        result(context.terminal, options.json, { written }, () =>
          lines(written.map(({ path, change }) => `${path} (${change})`)),
        );
        return;
      }
      const contents = Object.fromEntries([...files].map(([path, { content }]) => [path, content]));
      result(context.terminal, options.json, { files: contents, warnings }, () =>
        lines(Object.entries(contents).map(([path, content]) => plain`# ${path}\n${programWords(content)}`)),
      );
    });
}
