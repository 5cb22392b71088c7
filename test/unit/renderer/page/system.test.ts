/** What browsers say of what they run on, as they say it: phones, tablets that call themselves computers, apps with a page in them. */
import { expect, test } from 'vitest';
import { betterBrowser, type System, systemOf } from '../../../../renderer/page/system.ts';

const WEBKIT = 'AppleWebKit/605.1.15 (KHTML, like Gecko)';
const IPHONE = `Mozilla/5.0 (iPhone; CPU iPhone OS 17_5_1 like Mac OS X) ${WEBKIT}`;
const MAC = `Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) ${WEBKIT}`;
const CHROME = 'AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0';
const WEBVIEW =
  'Mozilla/5.0 (Linux; Android 14; Pixel 7 Build/UQ1A.240105.004; wv) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/126.0.6478.71 Mobile Safari/537.36';

type Case = readonly [
  name: string,
  userAgent: string,
  pointing: 'finger' | 'mouse',
  System,
  better?: ReturnType<typeof betterBrowser>,
];

const CASES: readonly Case[] = [
  ['Opera Mini', `${WEBVIEW} OPR/60.0.2254.59405`, 'finger', 'android'],
  ['Safari on an iPhone', `${IPHONE} Version/17.5 Mobile/15E148 Safari/604.1`, 'finger', 'iphone'],
  ['Safari 26', `${IPHONE} Version/26.0 Mobile/15E148 Safari/604.1`, 'finger', 'iphone'],
  ['Chrome', `${IPHONE} CriOS/126.0.6478.54 Mobile/15E148 Safari/604.1`, 'finger', 'iphone', 'safari'],
  ['Firefox', `${IPHONE} FxiOS/127.0 Mobile/15E148 Safari/605.1.15`, 'finger', 'iphone', 'safari'],
  ['Edge', `${IPHONE} Version/17.0 EdgiOS/126.0.2592.56 Mobile/15E148 Safari/604.1`, 'finger', 'iphone', 'safari'],
  ['DuckDuckGo', `${IPHONE} Version/17.5 Mobile/15E148 DuckDuckGo/7 Safari/605.1.15`, 'finger', 'iphone', 'safari'],
  ['a newer DuckDuckGo', `${IPHONE} Version/17.5 Mobile/15E148 Safari/604.1 Ddg/17.5`, 'finger', 'iphone', 'safari'],
  ['Opera', `${IPHONE} Version/17.5 Mobile/15E148 Safari/604.1 OPT/4.7.0`, 'finger', 'iphone', 'safari'],
  ['the Google app', `${IPHONE} GSA/320.0.644444862 Mobile/15E148 Safari/604.1`, 'finger', 'iphone', 'safari'],
  [
    'Yandex',
    `${IPHONE} Version/17.5 YaBrowser/24.6.2.265.10 SA/3 Mobile/15E148 Safari/604.1`,
    'finger',
    'iphone',
    'safari',
  ],
  ['any app with a page in it', `${IPHONE} Mobile/15E148`, 'finger', 'iphone', 'safari'],
  ['Facebook', `${IPHONE} Mobile/21F90 [FBAN/FBIOS;FBAV/469.0.0.36.99;FBLC/en_US]`, 'finger', 'iphone', 'safari'],
  [
    'Instagram',
    `${IPHONE} Mobile/21F90 Instagram 335.0.5.25.99 (iPhone14,5; iOS 17_5_1)`,
    'finger',
    'iphone',
    'safari',
  ],
  ['LINE', `${IPHONE} Mobile/15E148 Safari Line/14.9.0`, 'finger', 'iphone', 'safari'],
  ['WeChat', `${IPHONE} Mobile/15E148 MicroMessenger/8.0.49(0x1800312b) NetType/WIFI`, 'finger', 'iphone', 'safari'],
  ['Safari on an iPad, which says Mac', `${MAC} Version/17.5 Safari/605.1.15`, 'finger', 'ipad'],
  ['Chrome on an iPad, which says Mac', `${MAC} CriOS/126 Version/11.1.1 Safari/605.1.15`, 'finger', 'ipad', 'safari'],
  ['an app on an iPad, which says Mac', MAC, 'finger', 'ipad', 'safari'],
  ['Safari on a Mac', `${MAC} Version/17.5 Safari/605.1.15`, 'mouse', 'mac'],
  ['Chrome on a Pixel', `Mozilla/5.0 (Linux; Android 10; K) ${CHROME} Mobile Safari/537.36`, 'finger', 'android'],
  [
    'Samsung Internet',
    'Mozilla/5.0 (Linux; Android 14; SAMSUNG SM-S911B) AppleWebKit/537.36 (KHTML, like Gecko) SamsungBrowser/25.0 Chrome/121.0.0.0 Mobile Safari/537.36',
    'finger',
    'android',
  ],
  ['Firefox on Android', 'Mozilla/5.0 (Android 14; Mobile; rv:127.0) Gecko/127.0 Firefox/127.0', 'finger', 'android'],
  [
    'a tablet that asks for desktop sites',
    `Mozilla/5.0 (X11; Linux x86_64) ${CHROME} Safari/537.36`,
    'finger',
    'android',
  ],
  ['any Android app with a page in it', WEBVIEW, 'finger', 'android', 'browser'],
  ['Instagram on Android', `${WEBVIEW} Instagram 335.0.0.39.93 Android`, 'finger', 'android', 'browser'],
  ['Chrome on Linux', `Mozilla/5.0 (X11; Linux x86_64) ${CHROME} Safari/537.36`, 'mouse', 'linux'],
  ['a Chromebook', `Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) ${CHROME} Safari/537.36`, 'mouse', 'chromeos'],
  [
    'a Chromebook as a tablet',
    `Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) ${CHROME} Safari/537.36`,
    'finger',
    'chromeos',
  ],
  [
    'Edge on Windows',
    `Mozilla/5.0 (Windows NT 10.0; Win64; x64) ${CHROME} Safari/537.36 Edg/126.0.0.0`,
    'mouse',
    'windows',
  ],
  ['a Windows tablet', `Mozilla/5.0 (Windows NT 10.0; Win64; x64) ${CHROME} Safari/537.36`, 'finger', 'windows'],
];

for (const [name, userAgent, pointing, system, better] of CASES) {
  test(name, () => {
    const byFinger = pointing === 'finger';
    expect(systemOf({ userAgent, maxTouchPoints: byFinger ? 5 : 0 }, () => byFinger)).toBe(system);
    expect(betterBrowser(system, userAgent)).toBe(better);
  });
}
