import { beforeEach, expect, test } from 'vitest';
import { requireInvite } from '../../../../../electron/core/enrolment/invite-problem.ts';
import { knownInvite } from '../../../../../electron/core/enrolment/known-invite.ts';
import { LatchkeyError } from '../../../../../shared/errors.ts';
import { FakeHome } from '../../../../support/client/fake-home.ts';
import { last, MemoryClient } from '../../../../support/client/memory-client.ts';

let home: FakeHome;
let client: MemoryClient;
let invite: string;

beforeEach(async () => {
  home = await FakeHome.usual();
  client = new MemoryClient(home.api());
  invite = `${home.invite()}@${home.host}`;
});

const known = (text = invite) =>
  knownInvite({ enrolmentStore: client.enrolmentStore, vault: client.vault, crypto }, requireInvite(text));

test('one that nobody has used here is not known', async () => {
  expect(await known()).toBeUndefined();
});

test('one that was begun with, and one that brought the key that is here', async () => {
  home.after = (route) => {
    if (route === 'issueCertificate') throw new LatchkeyError('HOME_NOT_REACHED');
  };
  await client.enrol(invite);
  expect(await known()).toMatchObject({ type: 'begun' });
  expect(await known(invite.toLowerCase())).toMatchObject({ type: 'begun' });

  home.after = undefined;
  const { record } = last(await client.resume(), 'done');
  expect(await known()).toEqual({ type: 'enrolled', id: record.id });
  expect(await known(`${home.invite()}@${home.host}`)).toBeUndefined();
  expect(await known(invite.replace(home.host, 'other.example.com'))).toBeUndefined();

  await client.start().leaving.leave(record);
  expect(await known()).toBeUndefined();
});

test('the record remembers nothing that opens anything', async () => {
  const { record } = last(await client.enrol(invite), 'done');
  const [code = ''] = invite.split('@');
  expect(JSON.stringify(record)).not.toContain(code);
});
