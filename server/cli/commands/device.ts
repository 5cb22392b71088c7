import type { Command } from 'commander';
import { LatchkeyError } from '../../../shared/errors.ts';
import { inviteWebLink } from '../../../shared/invite.ts';
import { APP_MARK } from '../../../shared/link-marks.ts';
import type { ListedDevice } from '../../core/names/directory.ts';
import type { Origin } from '../../core/records.ts';
import type { OpenHome } from '../../home/open.ts';
import { type CommandContext, type CommonOptions, withCommonOptions, withHome } from '../command.ts';
import { listedDeviceResult, sightingText } from '../device-results.ts';
import { lifeOf } from '../invitation-life.ts';
import { appKeyText } from '../invitation-text.ts';
import { table } from '../table.ts';
import { localTime, result } from '../terminal.ts';

const WHICH = '<device> is its name, its id or the beginning of its id';

function detailsOf(home: OpenHome, device: ListedDevice, now: number) {
  return {
    ...listedDeviceResult(device, home, now),
    certificates: home.registry.certificatesOf(device.id).map((each) => ({
      fingerprint: each.fingerprint,
      serial: each.serial,
      notBefore: new Date(each.notBefore).toISOString(),
      notAfter: new Date(each.notAfter).toISOString(),
      state: each.state,
      ...(each.app === undefined ? {} : { app: each.app }),
      letIn: home.registry.isActive(each.fingerprint, now),
    })),
  };
}

const RENEWS: Readonly<Record<Origin, string>> = {
  app: 'by its renewal secret',
  est: 'by EST, with its key',
  scep: 'by hand, at /me on the enrolment host',
  page: 'by hand, at /me on the enrolment host',
};

function detailsText(
  device: ReturnType<typeof detailsOf>,
  { enrolledAt, notAfter, secretReusedAt }: ListedDevice,
  now: number,
) {
  const rows = [
    ['id', device.id],
    ['person', device.person],
    ['state', device.state],
    ['system', device.platform ?? 'unknown'],
    ['renews', RENEWS[device.origin]],
    ['since', localTime(new Date(enrolledAt))],
    ['until', localTime(new Date(notAfter))],
    ['last seen', sightingText(device.lastSeen) || 'not known'],
    ...(device.endedAt ? [[device.state === 'left' ? 'left' : 'shut out', localTime(new Date(device.endedAt))]] : []),
    ...(secretReusedAt === undefined
      ? []
      : [['suspect', `an old renewal secret of this device was used on ${localTime(new Date(secretReusedAt))}`]]),
    ...(device.note === null ? [] : [['note', device.note]]),
    ...device.certificates.map(({ fingerprint, state, letIn, app, notAfter: until }) => [
      app === undefined ? 'certificate' : `for ${app}`,
      `${fingerprint} (${letIn ? 'let in' : Date.parse(until) <= now ? 'expired' : state === 'active' ? 'not let in' : state})`,
    ]),
  ];
  return table([device.name, ''], rows);
}

function showCommand(group: Command, context: CommandContext): void {
  withCommonOptions(group.command('show <device>'))
    .description(`show everything about one device; ${WHICH}`)
    .addHelpText('after', '\nExample:\n  latchkey device show "MacBook Air" --dir /srv/latchkey')
    .action((reference: string, options: CommonOptions) =>
      withHome(options, context, async (home) => {
        const device = home.directory.device(home.devices.find(reference).id);
        if (!device) throw new LatchkeyError('DEVICE_NOT_FOUND');
        const now = context.clock.now();
        const details = detailsOf(home, device, now);
        result(context.terminal, options.json, { device: details }, () => detailsText(details, device, now));
      }),
    );
}

function renameCommand(group: Command, context: CommandContext): void {
  withCommonOptions(group.command('rename <device> <name>'))
    .description('rename a device; its certificate has the new name from its next renewal on')
    .addHelpText('after', '\nExample:\n  latchkey device rename 3f2a9c01 "Rose\'s tablet" --dir /srv/latchkey')
    .action((reference: string, name: string, options: CommonOptions) =>
      withHome(options, context, async (home) => {
        const device = home.devices.rename(reference, name);
        const shown = listedDeviceResult(device, home, context.clock.now());
        result(context.terminal, options.json, { device: shown }, () => `It is called ${device.name} now.`);
      }),
    );
}

interface NoteOptions extends CommonOptions {
  readonly clear?: boolean;
}

function noteCommand(group: Command, context: CommandContext): void {
  withCommonOptions(group.command('note <device> [text]'))
    .description('write a note about a device, for yourself')
    .option('--clear', 'delete the note')
    .addHelpText(
      'after',
      `
Examples:
  latchkey device note "MacBook Air" "the blue one, bought 2026" --dir /srv/latchkey
  latchkey device note "MacBook Air" --clear --dir /srv/latchkey`,
    )
    .action((reference: string, text: string | undefined, options: NoteOptions) =>
      withHome(options, context, async (home) => {
        if ((text === undefined) !== (options.clear === true)) {
          throw new LatchkeyError('USAGE', { detail: 'What should the note say?', hint: 'Write a text, or --clear.' });
        }
        const device = home.devices.setNote(reference, text);
        const shown = listedDeviceResult(device, home, context.clock.now());
        result(context.terminal, options.json, { device: shown }, () =>
          device.note === undefined ? `${device.name} has no note.` : `${device.name}: ${device.note}`,
        );
      }),
    );
}

interface AppKeyOptions extends CommonOptions {
  readonly expires?: string;
}

function appKeyCommand(group: Command, context: CommandContext): void {
  withCommonOptions(group.command('app-key <device> <app>'))
    .description("invite a device to make a further key, for an app that cannot use the device's own")
    .option('--expires <duration>', 'how long the code works: 90m, 72h, 7d (default: as latchkey.yaml says)')
    .addHelpText('after', '\nExample:\n  latchkey device app-key "Dave\'s iPhone" Immich --dir /srv/latchkey')
    .action((reference: string, app: string, options: AppKeyOptions) =>
      withHome(options, context, async (home) => {
        const { invitePage } = await import('../../home/inviting/invite-link.ts');
        const device = home.devices.find(reference);
        const life = lifeOf(options.expires) ?? home.config.invitations.lifeSeconds * 1000;
        const { code, invitation } = home.invitations.inviteApp(device, app, life);
        const { place } = await invitePage(home);
        const shown = {
          id: invitation.id,
          person: device.person,
          device: device.name,
          app,
          code,
          webLink: `${inviteWebLink({ code, ...place })}${APP_MARK}`,
          expiresAt: new Date(invitation.expiresAt).toISOString(),
        };
        result(context.terminal, options.json, shown, () => appKeyText(shown, context.terminal));
      }),
    );
}

/** `latchkey device show|rename|note|app-key`: one device. */
export function deviceCommand(program: Command, context: CommandContext): void {
  const group = program
    .command('device')
    .addHelpText('after', '\nExample:\n  latchkey device show "MacBook Air" --dir /srv/latchkey');
  for (const add of [showCommand, renameCommand, noteCommand, appKeyCommand]) add(group, context);
}
