/** What the page runs on, as far as a browser says it. */
export const SYSTEMS = {
  iphone: 'iPhone',
  ipad: 'iPad',
  android: 'Android',
  chromeos: 'Chromebook',
  mac: 'Mac',
  windows: 'Windows',
  linux: 'Linux',
} as const;
export type System = keyof typeof SYSTEMS;

/** The systems that take a configuration profile, as the home calls them. */
export type AppleSystem = Extract<System, 'iphone' | 'ipad' | 'mac'>;
export const isApple = (system: System): system is AppleSystem => ['iphone', 'ipad', 'mac'].includes(system);

type Agent = Pick<Navigator, 'userAgent' | 'maxTouchPoints'>;

/** Whether somebody points at the screen with a finger, and with nothing else. */
const onlyTouch = () => matchMedia('(hover: none) and (pointer: coarse)').matches;

/** @returns the system; Linux for what says nothing that we know */
export function systemOf({ userAgent, maxTouchPoints }: Agent, isOnlyTouched = onlyTouch): System {
  if (/iPhone|iPod/.test(userAgent)) return 'iphone';
  // Since iPadOS 13 an iPad says that it is a Mac; no Mac has a touch screen.
  if (/iPad/.test(userAgent) || (/Macintosh/.test(userAgent) && maxTouchPoints > 1)) return 'ipad';
  if (/Android/.test(userAgent)) return 'android';
  if (/CrOS/.test(userAgent)) return 'chromeos';
  if (/Macintosh|Mac OS X/.test(userAgent)) return 'mac';
  if (/Windows/.test(userAgent)) return 'windows';
  // A browser that asks for desktop sites, as many do on Android tablets, says that it runs on Linux.
  return isOnlyTouched() ? 'android' : 'linux';
}

/** Safari itself: other browsers, and apps that show pages in themselves, write something in between, behind or less. */
const SAFARI = /\(KHTML, like Gecko\) Version\/[\d.]+ (?:Mobile\/\w+ )?Safari\/[\d.]+$/;
/** An Android app that shows pages in itself: https://developer.chrome.com/docs/webview/user-agent. It saves no file. Opera Mini, a browser, says so too. */
const IN_AN_APP = /; wv\)(?!.* OPR\/)/;

/** Where the page has to be opened instead, since what shows it can give the system neither a profile nor a file. */
export function betterBrowser(system: System, userAgent: string): 'safari' | 'browser' | undefined {
  if (system === 'iphone' || system === 'ipad') return SAFARI.test(userAgent) ? undefined : 'safari';
  return system === 'android' && IN_AN_APP.test(userAgent) ? 'browser' : undefined;
}

interface ModelHints {
  readonly userAgentData?: { getHighEntropyValues(hints: string[]): Promise<{ readonly model?: string }> };
}

/** What the device may be called when the invitation does not name it: its model, where the browser says it. */
export async function deviceName(system: System, agent: Navigator & ModelHints = navigator): Promise<string> {
  const hints = await agent.userAgentData?.getHighEntropyValues(['model']).catch(() => undefined);
  const model = (hints?.model ?? '').replaceAll(/[^\w ()-]/g, '').trim();
  return model.slice(0, 40) || SYSTEMS[system];
}
