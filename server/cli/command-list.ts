/** The commands of `latchkey`: their names, a line of help for each, and how the code of each is loaded. */
import type { Command } from 'commander';
import type { CommandContext } from './command.ts';

type AddCommand = (program: Command, context: CommandContext) => void;

/** A command that is not loaded yet. */
export interface ListedCommand {
  /** What it does, in a line of help. */
  readonly about: string;
  readonly load: () => Promise<AddCommand>;
}

/** Each command by its name, in the groups and the order in which help lists them. */
export const GROUPS: Readonly<Record<string, Readonly<Record<string, ListedCommand>>>> = {
  'Start:': {
    init: {
      about: 'make a home in an empty folder; asks for what is missing when there is a terminal',
      load: async () => (await import('./commands/init.ts')).initCommand,
    },
    'import-caddyfile': {
      about: 'show what in a Caddyfile would become reachable, and what conflicts; --apply copies it into sites/',
      load: async () => (await import('./commands/import-caddyfile.ts')).importCaddyfileCommand,
    },
    up: {
      about: 'run the home: the signing API, Caddy and HAProxy; stops when a request without a key gets in',
      load: async () => (await import('./commands/up.ts')).upCommand,
    },
    config: {
      about: 'check latchkey.yaml, see what it would change, get its schema',
      load: async () => (await import('./commands/config.ts')).configCommand,
    },
    reload: {
      about: 'apply latchkey.yaml to the running home; open connections stay open',
      load: async () => (await import('./commands/reload.ts')).reloadCommand,
    },
    lan: {
      about: 'list the networks that are at home, or change the list in latchkey.yaml',
      load: async () => (await import('./commands/lan.ts')).lanCommand,
    },
  },
  'People and devices:': {
    invite: {
      about: 'invite a person for one device; prints the one-time code',
      load: async () => (await import('./commands/invite.ts')).inviteCommand,
    },
    invites: {
      about: 'list invitations, the newest first',
      load: async () => (await import('./commands/invites.ts')).invitesCommand,
    },
    devices: {
      about: 'list devices, the newest first',
      load: async () => (await import('./commands/devices.ts')).devicesCommand,
    },
    device: {
      about: 'show, rename or annotate one device, or give it a key for an app',
      load: async () => (await import('./commands/device.ts')).deviceCommand,
    },
    people: {
      about: 'list the people who have or had a device, by name',
      load: async () => (await import('./commands/people.ts')).peopleCommand,
    },
    person: {
      about: 'shut a person out with every device of theirs, or set what services see of them',
      load: async () => (await import('./commands/person.ts')).personCommand,
    },
    'shut-out': {
      about: 'shut a device out, at once; <device> is its name, its id or the beginning of its id',
      load: async () => (await import('./commands/shut-out.ts')).shutOutCommand,
    },
    'let-in': {
      about: 'let a device in again that was shut out by mistake, while its key is valid',
      load: async () => (await import('./commands/let-in.ts')).letInCommand,
    },
    access: {
      about: 'list who may open what: people and services in one table',
      load: async () => (await import('./commands/access.ts')).accessCommand,
    },
    allow: {
      about: 'let a person open services, from their next request on',
      load: async () => (await import('./commands/access.ts')).allowCommand,
    },
    deny: {
      about: 'take services from a person, at once; open connections to them are closed',
      load: async () => (await import('./commands/access.ts')).denyCommand,
    },
    admin: {
      about: 'choose the admins, whose devices open the console: add, remove, list',
      load: async () => (await import('./commands/admin.ts')).adminCommand,
    },
    console: {
      about:
        "print a one-time link to the admin's console: it works within five minutes, in one browser at home, for eight hours",
      load: async () => (await import('./commands/console.ts')).consoleCommand,
    },
    'browser-policy': {
      about: 'print the file that makes a browser show this home its key without asking',
      load: async () => (await import('./commands/browser-policy.ts')).browserPolicyCommand,
    },
  },
  'Health:': {
    status: {
      about: 'show whether the home is running, and who has a key',
      load: async () => (await import('./commands/status.ts')).statusCommand,
    },
    doctor: {
      about: 'check everything, from inside and through the public name, and print the command for each problem',
      load: async () => (await import('./commands/doctor.ts')).doctorCommand,
    },
    audit: {
      about: 'list who did what and when, the newest first',
      load: async () => (await import('./commands/audit.ts')).auditCommand,
    },
    certificates: {
      about: "the home's own server certificates: status, renew now, check a DNS provider",
      load: async () => (await import('./commands/certificates.ts')).certificatesCommand,
    },
    notices: {
      about: 'messages to you by webhook and e-mail: test, list, retry',
      load: async () => (await import('./commands/notices.ts')).noticesCommand,
    },
  },
  'Keys and backups:': {
    ca: {
      about: 'the Homelab CA and its key',
      load: async () => (await import('./commands/ca.ts')).caCommand,
    },
    backup: {
      about: 'put the whole home into one encrypted file, also while it runs',
      load: async () => (await import('./commands/backup.ts')).backupCommand,
    },
    restore: {
      about: 'restore a home from a backup, into a new folder',
      load: async () => (await import('./commands/restore.ts')).restoreCommand,
    },
  },
  'For machines:': {
    render: {
      about: 'print haproxy.cfg and the Caddyfile that follow from latchkey.yaml, or write them',
      load: async () => (await import('./commands/render.ts')).renderCommand,
    },
    reconcile: {
      about: 'write the active set from the registry, now; latchkey up does the same every few seconds',
      load: async () => (await import('./commands/reconcile.ts')).reconcileCommand,
    },
    completion: {
      about: 'print a shell completion script',
      load: async () => (await import('./commands/completion.ts')).completionCommand,
    },
  },
};
