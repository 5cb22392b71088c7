import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Actor } from '../../../../server/core/audit/audit.ts';
import { LatchkeyError } from '../../../../shared/errors.ts';
import { makeHome, type TestHome } from '../core/support.ts';

let home: TestHome;
let id = 0;
beforeEach(async () => {
  home = await makeHome();
});
afterEach(() => home.dispose());

const person = (name: string) => () => {
  id += 1;
  const invitation = { id: `${id}`, person: name, createdAt: 1, expiresAt: 2 };
  const rest = { deviceName: undefined, services: undefined };
  const ended = { redeemedAt: undefined, cancelledAt: undefined, deviceId: undefined };
  home.registry.addInvitation({ ...invitation, ...rest, ...ended }, String(id).padStart(64, '0'));
  return name;
};
const people = () => home.registry.invitations().map(({ person: name }) => name);
const broken = (name: string) => () => {
  person(name)();
  throw new LatchkeyError('USAGE');
};

it('gives everyone what is theirs, in one transaction', async () => {
  let commits = 0;
  home.registry.afterCommit(() => {
    commits += 1;
  });
  const names = ['Ada', 'Bea', 'Cem'];
  expect(await Promise.all(names.map((name) => home.registry.together(person(name))))).toEqual(names);
  expect(people().toSorted()).toEqual(names);
  expect(commits).toBe(1);
});

it('keeps nothing of a work that throws, and all of the others', async () => {
  const works = [person('Ada'), broken('Mallory'), person('Cem')];
  const ends = await Promise.allSettled(works.map((work) => home.registry.together(work)));
  expect(ends.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
  expect(people().toSorted()).toEqual(['Ada', 'Cem']);
});

it('acknowledges nothing that is not on disk: when the transaction fails, everyone is told', async () => {
  const ends = Promise.allSettled([home.registry.together(person('Ada')), home.registry.together(person('Bea'))]);
  home.registry.close();
  expect((await ends).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
});

it('takes more than one group holds', async () => {
  const names = Array.from({ length: 150 }, (_, i) => `Person ${i}`);
  expect(await Promise.all(names.map((name) => home.registry.together(person(name))))).toEqual(names);
});

it('leaves everyone who they are', async () => {
  const record = (who: Actor) =>
    home.actAs(who, () =>
      home.registry.together(() => home.audit.record({ kind: 'home-started', outcome: 'ok', subject: who })),
    );
  await Promise.all([record('address:192.0.2.1'), record('address:192.0.2.2')]);
  const entries = home.audit.page({}, 10).map(({ actor, subject }) => [actor, subject]);
  expect(entries.toSorted()).toEqual([
    ['address:192.0.2.1', 'address:192.0.2.1'],
    ['address:192.0.2.2', 'address:192.0.2.2'],
  ]);
});
