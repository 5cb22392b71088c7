import { expect, test } from 'vitest';
import { hearEarly } from '../../../../renderer/state/early-events.ts';
import { MainProcess } from '../../../support/renderer/main-process.ts';

test('what is said before anybody listens is heard by the first who does, once and in order', () => {
  const main = new MainProcess();
  const bridge = hearEarly(main.bridge);
  main.tell('inviteOpened', { invite: 'first' });
  main.tell('inviteOpened', { invite: 'second' });
  const heard: string[] = [];
  const end = bridge.on('inviteOpened', ({ invite }) => heard.push(invite));
  main.tell('inviteOpened', { invite: 'third' });
  end();
  bridge.on('inviteOpened', ({ invite }) => heard.push(`again ${invite}`));
  expect(heard).toEqual(['first', 'second', 'third']);
});
