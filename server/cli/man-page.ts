import type { Command } from 'commander';

/** A line of text as roff takes it literally. groff_char(7) */
function roff(text: string): string {
  const escaped = text
    .replaceAll('\\', '\\e')
    .replaceAll('-', '\\-')
    .replace(/\P{ASCII}/gu, (char) => `\\[u${(char.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}]`);
  return /^[.']/.test(escaped) ? `\\&${escaped}` : escaped;
}

const lines = (text: string) => text.split('\n').map(roff).join('\n');
const verbatim = (text: string) => `.nf\n${lines(text)}\n.fi`;

/** What a command's help says behind its options: examples, exit codes. */
function afterHelp(command: Command): string {
  let text = '';
  const writing = { ...command.configureOutput() };
  command.configureOutput({ writeOut: (part) => (text += part) });
  command.outputHelp();
  command.configureOutput(writing);
  return text.slice(command.helpInformation().length).trim();
}

function entries(terms: readonly (readonly [string, string])[]): string[] {
  return terms.map(([term, text]) => `.TP\n\\fB${roff(term)}\\fR\n${roff(text)}`);
}

function commandSection(command: Command, path: string): string[] {
  const children = command.commands.filter((each) => each.name() !== 'help');
  const options = command.options.filter(({ hidden }) => !hidden);
  const runs = command.registeredArguments.length > 0 || children.length === 0 || options.length > 0;
  const help = afterHelp(command);
  const own = runs
    ? [
        `.SS ${roff(`${path} ${command.usage().replace(' [command]', '')}`)}`,
        roff(command.description()),
        ...entries(options.map(({ flags, description }) => [flags, description] as const)),
        ...(help ? ['.PP', verbatim(help)] : []),
      ]
    : [];
  return [...own, ...children.flatMap((each) => commandSection(each, `${path} ${each.name()}`))];
}

/** `latchkey(1)` in roff, from what the commands say about themselves. See groff_man(7). */
export function manPage(program: Command): string {
  const name = program.name();
  const [exitCodes = '', ...rest] = afterHelp(program).split('\n\n');
  return `${[
    String.raw`.\" Made from the program by "npm run man": change that, not this.`,
    `.TH LATCHKEY 1 "" "${roff(`${name} ${program.version() ?? ''}`)}" "Latchkey"`,
    '.SH NAME',
    roff(`${name} - ${program.description().replace(/\.$/, '')}`),
    '.SH SYNOPSIS',
    `.B ${name}\n.I command\n[\\fIoptions\\fR]`,
    '.SH DESCRIPTION',
    ...rest.map((text) => `${lines(text)}\n.PP`),
    '.SH COMMANDS',
    ...program.commands.filter((each) => each.name() !== 'help').flatMap((each) => commandSection(each, each.name())),
    '.SH EXIT STATUS',
    verbatim(exitCodes.split('\n').slice(1).join('\n')),
    '.SH ENVIRONMENT',
    ...entries([
      ['LATCHKEY_DIR', 'The folder of the home, for commands without --dir.'],
      ['NO_COLOR', 'Anything but nothing: no colours.'],
    ]),
    '.SH FILES',
    ...entries([
      ['latchkey.yaml', 'The configuration, in the folder of the home.'],
      ['registry.db', 'Invitations, devices, certificates and the audit log.'],
    ]),
  ].join('\n')}\n`;
}
