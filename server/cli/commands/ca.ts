import { X509Certificate } from 'node:crypto';
import { type Command, Option } from 'commander';
import { counted } from '../../../shared/counted.ts';
import { LatchkeyError } from '../../../shared/errors.ts';
import type { Commands } from '../../core/doctor/commands.ts';
import { type CommandContext, type CommonOptions, withCommonOptions, withHome } from '../command.ts';
import { nextCommands } from '../next-commands.ts';
import { table } from '../table.ts';
import { lines, localTime, plain, programWords, result, type Shown, say, type Words } from '../terminal.ts';
import { serverRootCommand } from './server-root.ts';

interface KeyOptions extends CommonOptions {
  readonly passphraseFile?: string;
}

const HOW_TO_UNLOCK = '--passphrase-file <file>';
const TAKES_OVER = 'A running latchkey up takes it over within seconds.';

const shortly = (fingerprint: string) => fingerprint.slice(0, 16);

/** `latchkey ca`: the Homelab CA, which signs devices' certificates. */
export function caCommand(program: Command, context: CommandContext): void {
  const ca = program.command('ca');
  showCommand(ca, context);
  exportCommand(ca, context);
  protectCommands(ca, context);
  rotateCommand(ca, context);
  replaceCommand(ca, context);
  serverRootCommand(ca, context);
}

function showCommand(ca: Command, context: CommandContext): void {
  withCommonOptions(ca.command('show'))
    .description('show which CA signs, where its key is, and how far a rotation has come')
    .addHelpText('after', '\nExample:\n  latchkey ca show --dir /srv/latchkey --json')
    .action((options: CommonOptions) =>
      withHome(options, context, async (home) => {
        const { caStatus } = await import('../../home/rotation-progress.ts');
        const status = await caStatus(home, context.clock.now());
        const { current, previous, renewed, devices, waiting } = status;
        result(context.terminal, options.json, status, () => {
          const rotation = previous.flatMap(({ fingerprint, notAfter }) => [
            ['before it', `${shortly(fingerprint)}…, until ${localTime(new Date(notAfter))}; still trusted`],
            ['rotation', `${renewed} of ${devices} ${devices === 1 ? 'device has' : 'devices have'} renewed`],
            ...waiting.slice(0, 20).map(({ name, person }) => ['  waits', `${name} (${person})`]),
          ]);
          return table(
            ['Homelab CA', current.subject],
            [
              ['SHA-256', current.fingerprint],
              ['until', localTime(new Date(current.notAfter))],
              ['key', `${current.key.words}: ${current.key.at}`],
              ...(previous.length === 0 ? [['devices', String(devices)]] : rotation),
            ],
          );
        });
      }),
    );
}

function exportCommand(ca: Command, context: CommandContext): void {
  withCommonOptions(ca.command('export [file]'))
    .description('print the certificate of the CA; with --with-key its key too, under a passphrase')
    .option('--with-key', 'the key too, in a file that only you can read')
    .option(HOW_TO_UNLOCK, 'the passphrase for the exported key; asked for otherwise')
    .addHelpText(
      'after',
      '\nExamples:\n  latchkey ca export --dir /srv/latchkey > homelab-ca.crt\n  latchkey ca export key.pem --with-key --dir /srv/latchkey',
    )
    .action((file: string | undefined, options: KeyOptions & { readonly withKey?: true }) =>
      withHome(options, context, async (home) => {
        if (file === undefined) {
          if (options.withKey)
            throw new LatchkeyError('USAGE', {
              detail: 'A key goes into a file.',
              hint: 'Name one: ca export <file> --with-key.',
            });
          const certificate = await home.caCertificate();
          result(context.terminal, options.json, { certificate }, () => programWords(certificate));
          return;
        }
        const { exportCertificate, exportKey } = await import('../ca-admin.ts');
        if (options.withKey) await exportKey(home, context, file, options.passphraseFile);
        else await exportCertificate(home, context, file);
        result(context.terminal, options.json, { file, key: options.withKey ?? false }, () => `${file} is written.`);
      }),
    );
}

function protectCommands(ca: Command, context: CommandContext): void {
  withCommonOptions(ca.command('protect'))
    .description('protect the key with a passphrase, or change its passphrase')
    .option(HOW_TO_UNLOCK, 'the new passphrase; otherwise as latchkey.yaml says (ca: passphrase-file:), or asked for')
    .option('--old-passphrase-file <file>', 'the passphrase that protects it now; asked for otherwise')
    .addHelpText('after', '\nExample:\n  latchkey ca protect --dir /srv/latchkey')
    .action((options: KeyOptions & { readonly oldPassphraseFile?: string }) =>
      withHome(options, context, async (home) => {
        const { protectKey } = await import('../ca-admin.ts');
        await protectKey(home, context, options);
        result(
          context.terminal,
          options.json,
          { protected: true },
          () => 'The key is protected by the passphrase now.',
        );
        if (home.config.ca.passphraseFile === undefined)
          say(
            context.terminal,
            'latchkey up will ask for it, unless latchkey.yaml says where it is (ca: passphrase-file:).',
          );
      }),
    );
  withCommonOptions(ca.command('unprotect'))
    .description('remove the passphrase from the key')
    .option(HOW_TO_UNLOCK, 'the passphrase; otherwise as latchkey.yaml says, or asked for')
    .addHelpText('after', '\nExample:\n  latchkey ca unprotect --dir /srv/latchkey')
    .action((options: KeyOptions) =>
      withHome(options, context, async (home) => {
        const { unprotectKey } = await import('../ca-admin.ts');
        const taken = await unprotectKey(home, context, options.passphraseFile);
        result(context.terminal, options.json, { protected: false, changed: taken }, () =>
          taken ? 'The key is no longer protected by a passphrase.' : 'The key was not protected by a passphrase.',
        );
      }),
    );
}

function rotateCommand(ca: Command, context: CommandContext): void {
  withCommonOptions(ca.command('rotate'))
    .description('make a new CA that signs from now on; the previous CA is trusted until --finish')
    .option('--finish', 'stop trusting the previous CA')
    .option('--really', 'with --finish: also when devices still need it')
    .option(HOW_TO_UNLOCK, 'the passphrase of the key; otherwise as latchkey.yaml says, or asked for')
    .addHelpText(
      'after',
      '\nExamples:\n  latchkey ca rotate --dir /srv/latchkey\n  latchkey ca show --dir /srv/latchkey             who has renewed\n  latchkey ca rotate --finish --dir /srv/latchkey',
    )
    .action((options: KeyOptions & { readonly finish?: true; readonly really?: true }) =>
      withHome(options, context, async (home) => {
        if (options.finish) {
          const { finishCaRotation } = await import('../../home/rotate-ca.ts');
          const outside = await finishCaRotation(home, context.clock.now(), options.really === true);
          const value = { finished: outside !== undefined, outside: outside?.map(({ id }) => id) ?? [] };
          result(context.terminal, options.json, value, () => finishedText(outside));
          return;
        }
        const next = nextCommands(home.layout, context);
        const { rotate } = await import('../ca-admin.ts');
        const certificate = await rotate(home, context, options.passphraseFile);
        const { rotationProgress } = await import('../../home/rotation-progress.ts');
        const { devices } = rotationProgress(home, new X509Certificate(certificate), context.clock.now());
        result(context.terminal, options.json, { certificate, devices }, () => rotatedText(devices, next));
      }),
    );
}

function rotatedText(devices: number, next: Commands): Shown {
  return devices === 0
    ? plain`A new Homelab CA signs from now on. ${TAKES_OVER}\nNobody has a key of the previous CA; stop trusting it: ${next.latchkey('ca', 'rotate', '--finish')}`
    : plain`A new Homelab CA signs from now on; the previous CA is still trusted. ${TAKES_OVER}
${counted(devices, 'device renews by itself', 'devices renew by themselves, each')} when its time comes. How many have: ${next.latchkey('ca', 'show')}
Then: ${next.latchkey('ca', 'rotate', '--finish')}`;
}

function finishedText(outside: readonly { readonly name: string; readonly person: string }[] | undefined): Words {
  if (outside === undefined) return 'There is no rotation to finish.';
  const names = outside.map(({ name, person }) => `  ${name} (${person})`);
  return lines([
    `The previous CA is no longer trusted. ${TAKES_OVER}`,
    ...(names.length > 0 ? ['Outside until they have renewed in the app:', ...names] : []),
  ]);
}

function replaceCommand(ca: Command, context: CommandContext): void {
  withCommonOptions(ca.command('replace'))
    // What the command was called at first.
    .alias('burn')
    .description('in an emergency, when its key has leaked: shut everybody out, make a new CA and trust no other')
    .option('--compromised', 'the key has leaked: every key that anybody has stops working, and every invitation too')
    .addOption(new Option('--really', 'the same').hideHelp())
    .option(HOW_TO_UNLOCK, 'the passphrase of the key; otherwise as latchkey.yaml says, or asked for')
    .addHelpText('after', '\nExample:\n  latchkey ca replace --compromised --dir /srv/latchkey')
    .action((options: KeyOptions & { readonly compromised?: true; readonly really?: true }) =>
      withHome(options, context, async (home) => {
        if (!options.compromised && !options.really) {
          const active = home.devices.list().filter(({ state }) => state === 'active').length;
          throw new LatchkeyError('USAGE', {
            detail: `This shuts ${counted(active, 'device')} out for good.`,
            hint: 'Add --compromised. If the key has not leaked, latchkey ca rotate does it without shutting anybody out.',
          });
        }
        const next = nextCommands(home.layout, context);
        const { replaceLeaked } = await import('../ca-admin.ts');
        const { devices, certificatePem } = await replaceLeaked(home, context, options.passphraseFile);
        const value = {
          certificate: certificatePem,
          invite: devices.map(({ id, person, name }) => ({ id, person, name })),
        };
        result(context.terminal, options.json, value, () =>
          replacedText(value.invite, home.config.certificates.kind, next),
        );
      }),
    );
}

function replacedText(
  devices: readonly { readonly person: string; readonly name: string }[],
  kind: string,
  next: Commands,
): Shown {
  const invitations = devices.map(({ person, name }) => `     ${next.latchkey('invite', person, '--device', name)}`);
  const root =
    kind === 'internal'
      ? [
          'The server root lies in the same folder: if all of it leaked, make a new one:',
          `  ${next.latchkey('ca', 'server-root', '--really')}`,
        ]
      : [];
  return lines([
    `Everybody is shut out, every invitation is taken back, and a new Homelab CA signs. ${TAKES_OVER}`,
    'What to do now:',
    '  1. Find out how the key leaked, and close that. If secret.key or a backup leaked with it, make a new home.',
    '  2. Make a new backup; destroy the old ones that hold the key.',
    `  3. Invite everybody again (${counted(devices.length, 'device')}):`,
    ...invitations,
    ...root,
  ]);
}
