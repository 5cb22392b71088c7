import { beforeEach, describe, expect, test } from 'vitest';
import { request, SCRIPT } from '../../../../../electron/adapters/windows/script.ts';
import { UserStore } from '../../../../../electron/adapters/windows/user-store.ts';
import { certificateStoreContract } from '../../../../contract/certificate-store.ts';
import { type ClientCertificate, ClientCertificates } from '../../../../support/client/client-certificates.ts';
import { PowershellDouble } from '../../../../support/stores/powershell-double.ts';

const POWERSHELL = 'C:\\Windows\\System32\\WindowsPowerShell\\v1.0\\powershell.exe';
const store = (powershell: PowershellDouble, env: Record<string, string> = {}) =>
  new UserStore({ env, run: powershell.run });

certificateStoreContract('the Windows store on a double of PowerShell', () =>
  Promise.resolve({ store: store(new PowershellDouble()), clean: () => Promise.resolve() }),
);

describe('the Windows store', () => {
  let powershell: PowershellDouble;
  let bundle: ClientCertificate;
  beforeEach(async () => {
    powershell = new PowershellDouble();
    bundle = await (await ClientCertificates.create()).bundle();
  });

  test("runs Windows' own PowerShell by its full path, and gives it nothing secret but by standard input", async () => {
    await store(powershell, { PATH: 'C:\\Temp' }).import(bundle);
    const argv = powershell.commands.flatMap(({ tool, args, env }) => [tool, ...args, ...Object.values(env)]);
    expect(new Set(argv)).toEqual(
      new Set([POWERSHELL, '-NoLogo', '-NoProfile', '-NonInteractive', '-Command', SCRIPT, 'C:\\Temp']),
    );
    expect(powershell.commands.filter(({ input }) => input?.includes(bundle.password))).toHaveLength(1);
  });

  test('finds Windows wherever it is, however the variable is written', async () => {
    await store(powershell, { SystemRoot: 'D:\\Win' }).list();
    await store(powershell, { SYSTEMROOT: 'E:\\Win' }).list();
    await store(powershell, { SystemRoot: 'temp' }).list();
    expect(powershell.commands.map(({ tool }) => tool.slice(0, 6))).toEqual(['D:\\Win', 'E:\\Win', 'C:\\Win']);
  });

  test('an import that is repeated makes no second key container', async () => {
    await store(powershell).import(bundle);
    await store(powershell).import(bundle);
    expect(powershell.held).toHaveLength(1);
  });

  test('a wrong password is a failure that says so', async () => {
    await expect(store(powershell).import({ ...bundle, password: 'wrong' })).rejects.toMatchObject({
      code: 'STORE_FAILED',
      detail: expect.stringContaining('0x80070056'),
    });
  });

  test('a PowerShell that does not run makes the store unusable', async () => {
    const run = () => Promise.resolve({ exitCode: undefined, stdout: '', stderr: `spawn ${POWERSHELL} ENOENT` });
    expect(await new UserStore({ env: {}, run }).precheck()).toMatchObject({
      usable: false,
      code: 'STORE_TOOL_MISSING',
    });
  });
});

describe('the script', () => {
  test('survives a Windows command line: no double quote, no backslash, and far below its limit', () => {
    expect(SCRIPT).not.toMatch(/["\\]/);
    expect(SCRIPT.length).toBeLessThan(8000);
  });

  test('is ASCII, so that no code page changes it', () => {
    expect(SCRIPT).toMatch(/^[\n\x20-\x7e]+$/);
  });

  test('imports for this user only, to stay, and never exportable', () => {
    expect(SCRIPT).toContain("'UserKeySet, PersistKeySet'");
    expect(SCRIPT).toContain("::new('My', 'CurrentUser')");
    expect(SCRIPT).not.toMatch(/'[^']*(Exportable|MachineKeySet|Root)[^']*'/);
  });

  test('calls no cmdlet, so that no module of another PowerShell can break it', () => {
    expect(
      SCRIPT.match(/\b(New|Get|Set|Import|Export|Remove|Write|Read|Convert\w*|Out|Select|Where|ForEach)-\w+/g),
    ).toBeNull();
  });

  test('checks the language mode before it calls a method', () => {
    expect(SCRIPT.indexOf('LanguageMode')).toBeLessThan(SCRIPT.indexOf('::'));
  });

  test('a request is one word a line', () => {
    expect(request('import', 'AQID', 'secret')).toBe('import\nAQID\nsecret\n');
  });
});
