import { describe, expect, test } from 'vitest';
import { CONSOLE_EVENTS, type ConsoleEvent } from '../../../../shared/console/events.ts';
import { CONSOLE_HEADER, ENTER_PATH, EVENTS_PATH } from '../../../../shared/console/requests.ts';
import {
  CONSOLE_ROUTES,
  CONSOLE_STATUSES,
  type ConsoleReply,
  type ConsoleRequest,
} from '../../../../shared/console/routes.ts';
import { isErrorCode } from '../../../../shared/errors.ts';

const routes = Object.values(CONSOLE_ROUTES);

describe('the contract of the console', () => {
  test('has no path twice, and none that is a page', () => {
    const paths = [...routes.map(({ path }) => path), EVENTS_PATH];
    expect(new Set(paths).size).toBe(paths.length);
    expect(paths).not.toContain(ENTER_PATH);
  });

  test('takes nothing that it does not name', () => {
    for (const { path, request } of routes) {
      const { error } = request.safeParse({ surprise: '1' });
      expect(
        error?.issues.map(({ code }) => code),
        path,
      ).toContain('unrecognized_keys');
    }
  });

  test('has a header that no form and no simple request can carry', () => {
    expect(CONSOLE_HEADER.name).not.toMatch(/^(accept|content-type|content-language|range)$/);
  });

  test('knows every error that it gives a status', () => {
    for (const code of Object.keys(CONSOLE_STATUSES)) expect(isErrorCode(code), code).toBe(true);
  });

  test('makes what people typed harmless before it is shown', () => {
    const evil = 'Dave\u202e<b>\u200b';
    const page: ConsoleReply<'people'> = CONSOLE_ROUTES.people.reply.parse({
      items: [{ name: evil, devices: 1, active: 1, openInvitations: 0, lastSeen: null, admin: false }],
      next: null,
    });
    expect(page.items[0]?.name).not.toMatch(/[\u202e\u200b]/);
    expect(page.items[0]?.name).toContain('<b>');
  });

  test('refuses to look up a name that its reply could not say', () => {
    const { request, reply } = CONSOLE_ROUTES.person;
    const said = { known: false, admin: false, looksLike: [], access: [], invitations: [] };
    const names = ['Dave', ' Dave ', 'Da\u200bve', ' ', '\t', '\u200b', '\u202e \u200b'];
    for (const name of names)
      expect(request.safeParse({ name }).success, JSON.stringify(name)).toBe(
        reply.safeParse({ ...said, name }).success,
      );
    expect(names.filter((name) => request.safeParse({ name }).success)).toHaveLength(5);
  });

  test('refuses an invitation that no home would give', () => {
    const order: ConsoleRequest<'invite'> = {
      request: '3f2a9c01-0000-4000-8000-000000000000',
      person: ' Grandma   Rose ',
      lifeSeconds: 3600,
    };
    expect(CONSOLE_ROUTES.invite.request.parse(order).person).toBe('Grandma Rose');
    for (const wrong of [{ person: '' }, { person: 'a\u200bb' }, { lifeSeconds: 59 }, { services: [] }])
      expect(CONSOLE_ROUTES.invite.request.safeParse({ ...order, ...wrong }).success).toBe(false);
  });

  test('tells of changes by what is to be asked for again', () => {
    const changed: ConsoleEvent<'changed'> = CONSOLE_EVENTS.changed.parse({ seq: 7, topics: ['devices'] });
    expect(changed.topics).toEqual(['devices']);
    expect(CONSOLE_EVENTS.changed.safeParse({ seq: 7, topics: ['codes'] }).success).toBe(false);
  });
});
