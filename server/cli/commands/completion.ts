import { Argument, type Command } from 'commander';
import type { CommandContext } from '../command.ts';
import { COMPLETION_SCRIPTS, SHELLS, type Shell } from '../completion/scripts.ts';
import { output, result } from '../terminal.ts';

/** `latchkey completion <shell>`: prints what makes the Tab key know commands, options, devices and invitations. */
export function completionCommand(program: Command, { terminal }: CommandContext): void {
  program
    .command('completion')
    .addArgument(new Argument('<shell>', 'which shell').choices(SHELLS))
    .addHelpText(
      'after',
      `
Examples:
  latchkey completion bash > ~/.local/share/bash-completion/completions/latchkey
  latchkey completion zsh > "\${fpath[1]}/_latchkey"
  latchkey completion fish > ~/.config/fish/completions/latchkey.fish

Devices, people and invitations are those of the home that --dir or LATCHKEY_DIR names.`,
    )
    .option('--json', 'print one JSON document on standard output')
    .action((shell: Shell, { json }: { json?: boolean }) => {
      const script = COMPLETION_SCRIPTS[shell];
      if (json) result(terminal, json, { shell, script }, () => '');
      else output(terminal, script);
    });
}
