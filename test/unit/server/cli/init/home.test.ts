import { existsSync } from 'node:fs';
import { expect, it } from 'vitest';
import { runCommand } from '../run.ts';

const DIR = '/nowhere/latchkey';
const GOOD = {
  '--domain': 'home.example.com',
  '--name': 'Example Home',
  '--lan': '192.168.1.0/24',
  '--service': 'cloud=http://127.0.0.1:8080',
};

it.each([
  ['--domain', 'x_y', '--domain is not a domain'],
  ['--lan', '172.17.0.0/16', '--lan touches the address pool'],
  ['--service', 'cloud=ftp://x', '--service cloud is not an upstream'],
  ['--https-port', '99999', '--https-port'],
  ['--listen', '300.1.1.1', '--listen'],
  [
    '--certificates',
    'dns-01:cloudflair',
    'cloudflair needs more than one token, or is not known here. Did you mean cloudflare?',
  ],
])('a wrong %s is called by the option that was typed', async (option, value, words) => {
  const args = Object.entries({ ...GOOD, [option]: value }).flat();
  const { code, err } = await runCommand(['init', '--dir', DIR, ...args]);
  expect(code).toBe(2);
  expect(err).toContain(`error: ${words}`);
  expect(existsSync(DIR)).toBe(false);
});
