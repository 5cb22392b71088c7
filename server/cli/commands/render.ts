import { basename, join, resolve } from 'node:path';
import type { Command } from 'commander';
import { type CommandContext, type CommonOptions, homeFolder, withCommonOptions } from '../command.ts';
import { result, say } from '../terminal.ts';

interface RenderOptions extends CommonOptions {
  readonly out?: string;
}

/** `latchkey render`: what `up` would tell HAProxy and Caddy. */
export function renderCommand(program: Command, context: CommandContext): void {
  withCommonOptions(program.command('render'))
    .description('print haproxy.cfg and the Caddyfile that follow from latchkey.yaml, or write them')
    .option('--out <folder>', 'write the files into this folder instead of printing them')
    .addHelpText(
      'after',
      '\nExamples:\n  latchkey render --dir /srv/latchkey\n  latchkey render --dir /srv/latchkey --out /tmp/look',
    )
    .action(async (options: RenderOptions) => {
      const [{ readHome }, { renderHome }, { writeRendered }] = await Promise.all([
        import('../open-home.ts'),
        import('../../stack/render.ts'),
        import('../../stack/write-rendered.ts'),
      ]);
      const home = await readHome(homeFolder(options, context));
      const { files, warnings } = renderHome(home.config, home.layout);
      for (const warning of [...home.warnings, ...warnings.map(({ path, message }) => `${path}: ${message}`)]) {
        say(context.terminal, `warning: ${warning}`);
      }
      if (options.out !== undefined) {
        const out = resolve(context.cwd, options.out);
        const moved = new Map([...files].map(([path, file]) => [join(out, basename(path)), file]));
        const written = await writeRendered(moved);
        result(context.terminal, options.json, { written }, () =>
          written.map(({ path, change }) => `${path} (${change})`).join('\n'),
        );
        return;
      }
      const contents = Object.fromEntries([...files].map(([path, { content }]) => [path, content]));
      result(context.terminal, options.json, { files: contents, warnings }, () =>
        Object.entries(contents)
          .map(([path, content]) => `# ${path}\n${content}`)
          .join('\n'),
      );
    });
}
