/** The commands that an admin is shown can be typed where that admin is: by the owner, on the machine, beside compose.yaml. */
import { describe, expect, it, test } from 'vitest';
import { Commands, type RunsBy, shellWord } from '../../../../../server/core/doctor/commands.ts';
import { homeLayout } from '../../../../../server/core/layout.ts';

const layout = homeLayout('/srv/latchkey');
const shown = (by: RunsBy) => {
  const commands = new Commands(layout, true, by);
  return [
    commands.latchkey('invite', '<person>'),
    commands.configuring('lan', '--add', '192.168.1.0/24'),
    commands.backup(),
    commands.edit(7),
    commands.onTheMachine(layout.sites),
  ];
};

test('by hand, they name the home', () => {
  expect(shown('hand')).toEqual([
    "latchkey invite '<person>' --dir /srv/latchkey",
    'latchkey lan --add 192.168.1.0/24 --dir /srv/latchkey && latchkey reload --dir /srv/latchkey',
    'latchkey backup /srv/latchkey-backup-"$(date +%F)".tar.age --dir /srv/latchkey',
    `\${EDITOR:-nano} +7 /srv/latchkey/latchkey.yaml`,
    '/srv/latchkey/sites',
  ]);
});

test('with systemd, whoever is logged in does not own the home', () => {
  expect(shown('systemd')).toEqual([
    "sudo latchkey invite '<person>' --dir /srv/latchkey",
    'sudo latchkey lan --add 192.168.1.0/24 --dir /srv/latchkey && sudo latchkey reload --dir /srv/latchkey',
    'sudo latchkey backup /srv/latchkey-backup-"$(date +%F)".tar.age --dir /srv/latchkey',
    `sudo \${EDITOR:-nano} +7 /srv/latchkey/latchkey.yaml`,
    '/srv/latchkey/sites',
  ]);
});

test("with Compose, they go into the container, and the home's files are beside compose.yaml", () => {
  expect(shown('compose')).toEqual([
    "docker compose exec home latchkey invite '<person>'",
    'docker compose exec home latchkey lan --add 192.168.1.0/24 && docker compose exec home latchkey reload',
    'docker compose exec -T home latchkey backup - --to "$AGE_PUBLIC_KEY" > "latchkey-$(date +%F).tar.age"',
    `\${EDITOR:-nano} +7 home/latchkey.yaml`,
    'home/sites',
  ]);
});

describe('commands to paste', () => {
  it.each([
    ['/srv/latchkey', '/srv/latchkey'],
    ['/srv/my home', "'/srv/my home'"],
    ["o'hara; rm -rf /", "'o'\\''hara; rm -rf /'"],
    ['$(reboot)', "'$(reboot)'"],
  ])('a word that a shell reads as it is meant: %s', (text, word) => {
    expect(shellWord(text)).toBe(word);
  });
});
