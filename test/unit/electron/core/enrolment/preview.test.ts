/** What an invite promises; hostile-home.test.ts has homes that promise too much, known-invite.test.ts invites that were used. */
import { beforeEach, describe, expect, test } from 'vitest';
import { addedBy, requireDeviceName } from '../../../../../electron/core/enrolment/preview.ts';
import { FakeHome } from '../../../../support/client/fake-home.ts';
import { last, MemoryClient } from '../../../../support/client/memory-client.ts';

let home: FakeHome;
let client: MemoryClient;
const inviteTo = (to: FakeHome, person?: string, device?: string) => `${to.invite(person, device)}@${to.host}`;

beforeEach(async () => {
  home = await FakeHome.usual();
  client = new MemoryClient(home.api());
});

describe('a preview', () => {
  test('asks before it makes anything, and a no leaves nothing', async () => {
    const preview = await client.start().enrolment.preview(inviteTo(home, 'Dave', 'MacBook Air'));
    expect(preview).toMatchObject({ type: 'promised', deviceName: 'MacBook Air', preview: { person: 'Dave' } });
    expect(home.calls).toEqual(['previewInvitation']);
    expect(client.vault.secrets.size + client.store.held.size + client.enrolmentStore.records.size).toBe(0);
  });

  test.each([
    ['key.HOME', 'key.HOME'],
    ['key.other.example.com', 'HOST'],
    ['HOME', 'HOST'],
    ['a.key.HOME', 'HOST'],
    ['KEY.HOME', 'HOST'],
  ])('a home that names %s as its enrolment host is asked there: %s', async (named, asked) => {
    const written = (text: string) => text.replace('HOME', home.domain).replace('HOST', home.host);
    home.twistPreview = (truth) => ({ ...truth, host: written(named) });
    const preview = await client.start().enrolment.preview(inviteTo(home));
    expect(preview).toMatchObject({ type: 'promised', invite: { host: written(asked) } });
  });

  test('tells of the keys that this computer has to the same home, and what the invite adds to them', async () => {
    const { enrolment } = client.start();
    const first = await enrolment.preview(inviteTo(home, 'Dave'));
    if (first.type !== 'promised') throw new Error('it is not known yet');
    expect([first.already, addedBy(first)]).toEqual([[], undefined]);
    const { record } = last(await client.follow(enrolment.start(first)), 'done');
    const services = [...record.services, { name: 'films', url: `https://films.${home.domain}/` }];
    home.twistPreview = (truth) => ({ ...truth, services });
    const second = await enrolment.preview(inviteTo(home, 'Dave'));
    if (second.type !== 'promised') throw new Error('it is another invite');
    expect(second.already.map(({ id }) => id)).toEqual([record.id]);
    expect(addedBy(second)).toEqual(['films']);
    expect(addedBy({ ...second, preview: { ...second.preview, person: 'Rose' } })).toBeUndefined();
  });
});

test('a name of a device that no home would take is refused', () => {
  expect(requireDeviceName('  MacBook Air ')).toBe('MacBook Air');
  expect(() => requireDeviceName('a\nb')).toThrow(expect.objectContaining({ code: 'USAGE' }));
});
