import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { BROWSERS, browserPolicy, SYSTEMS } from '../../../../server/cli/browser-policies.ts';

const home = {
  name: 'Müller & <Söhne>',
  hosts: ['*.home.example.com', 'notes.example.net'],
  issuer: { CN: 'Homelab CA', O: 'Müller & "Söhne" \\o/' },
} as const;
const OTHERS = BROWSERS.filter((browser) => browser !== 'firefox');
const WANTED = [
  { pattern: 'https://[*.]home.example.com', filter: { ISSUER: home.issuer } },
  { pattern: 'https://notes.example.net', filter: { ISSUER: home.issuer } },
];
const FIREFOX = { 'security.default_personal_cert': { Value: 'Select Automatically', Status: 'default' } };

describe.each(OTHERS)('%s', (browser) => {
  it('on Linux takes JSON in a folder that only root writes', () => {
    const { content, path } = browserPolicy(browser, 'linux', home);
    expect(JSON.parse(content).AutoSelectCertificateForUrls.map((each: string) => JSON.parse(each))).toEqual(WANTED);
    expect(path).toMatch(/^\/etc\/.*\/managed\/latchkey-home\.example\.com\.json$/);
  });

  it('on Windows takes values by number, in ASCII, escaped as regedit reads them', () => {
    const { content } = browserPolicy(browser, 'windows', home);
    expect(content).toMatch(/^[\r\n -~]+$/);
    const values = [...content.matchAll(/^"(\d+)"="(.*)"\r$/gm)];
    expect(values.map(([, , text = '']) => JSON.parse(text.replaceAll(/\\([\\"])/g, '$1')))).toEqual(WANTED);
    expect(content).toMatch(/^\[HKEY_LOCAL_MACHINE\\SOFTWARE\\Policies\\.*\\AutoSelectCertificateForUrls\]\r$/m);
  });
});

it('Firefox on Linux and Windows takes its one setting', () => {
  expect(JSON.parse(browserPolicy('firefox', 'linux', home).content)).toEqual({ policies: { Preferences: FIREFOX } });
  const [, hex = ''] = /hex\(7\):([\da-f,]+)/.exec(browserPolicy('firefox', 'windows', home).content) ?? [];
  const text = Buffer.from(hex.replaceAll(',', ''), 'hex').toString('utf16le');
  expect(text.endsWith('\0\0')).toBe(true);
  expect(JSON.parse(text.slice(0, -2))).toEqual(FIREFOX);
});

describe.each(BROWSERS)('%s on macOS', (browser) => {
  const { content } = browserPolicy(browser, 'macos', home);

  it('takes a profile that is the same each time, so that it replaces itself', () => {
    expect(browserPolicy(browser, 'macos', home).content).toBe(content);
    const ids = [...content.matchAll(/[\dA-F]{8}(-[\dA-F]{4}){3}-[\dA-F]{12}/g)].map(([id]) => id);
    expect(new Set(ids).size).toBe(2);
  });

  it('is a property list with these policies', () => {
    const read = 'import json, plistlib, sys; json.dump(plistlib.loads(sys.stdin.buffer.read()), sys.stdout)';
    const json = execFileSync('/usr/bin/python3', ['-c', read], { input: content });
    const { PayloadDisplayName, PayloadContent } = JSON.parse(String(json));
    expect(PayloadDisplayName).toContain(home.name);
    const [payload] = PayloadContent;
    if (browser === 'firefox') expect(JSON.parse(payload.Preferences)).toEqual(FIREFOX);
    else expect(payload.AutoSelectCertificateForUrls.map((each: string) => JSON.parse(each))).toEqual(WANTED);
  });
});

it.each(SYSTEMS)('on %s each browser has a place of its own, and each policy a way back', (system) => {
  const policies = BROWSERS.map((browser) => browserPolicy(browser, system, home));
  expect(new Set(policies.map(({ content, path }) => `${path}\n${content}`)).size).toBe(BROWSERS.length);
  for (const { apply, undo } of policies) expect(`${apply} ${undo}`).toMatch(/\S/);
});
