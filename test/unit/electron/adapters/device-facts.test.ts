import { expect, test } from 'vitest';
import { certificateStores } from '../../../../electron/adapters/certificate-stores.ts';
import { deviceFacts } from '../../../../electron/adapters/device-facts.ts';
import { runCommand } from '../../../../electron/adapters/run-command.ts';
import { TempFolder } from '../../../../electron/adapters/temp-folder.ts';

const facts = (platform: string, hostname: string) => deviceFacts({ platform, hostname, env: {}, run: runCommand });

test.each([
  ['linux', 'linux'],
  ['darwin', 'macos'],
  ['win32', 'windows'],
  ['freebsd', 'other'],
])('%s is %s', (platform, ours) => {
  expect(facts(platform, 'x').platform).toBe(ours);
});

test.each([
  ['laptop.example.com', 'laptop'],
  ['', 'Computer'],
  ['\u202Eevil', 'Computer'],
  ['x'.repeat(65), 'Computer'],
])('a computer called %j is "%s"', async (hostname, name) => {
  expect(await facts('freebsd', hostname).name()).toBe(name);
});

const storeOf = async (platform: 'macos' | 'windows' | 'other') => {
  const places = { home: '/nonexistent', dataHome: undefined, configHome: undefined };
  const temp = new TempFolder('/nonexistent');
  const [store] = await certificateStores({ platform, places, env: {}, run: runCommand, temp }).find();
  return store;
};

test.each([
  ['macos', 'macos:login-keychain'],
  ['windows', 'windows:current-user-my'],
] as const)('on %s the store is %s', async (platform, id) => {
  expect((await storeOf(platform))?.id).toBe(id);
});

test('on another system the store says that it is not supported', async () => {
  const store = await storeOf('other');
  expect(await store?.precheck()).toMatchObject({ usable: false, code: 'STORE_NOT_SUPPORTED' });
  await expect(store?.list()).rejects.toMatchObject({ code: 'STORE_NOT_SUPPORTED' });
});
