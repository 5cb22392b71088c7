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

/** @returns the system; Linux for what says nothing that we know */
export function systemOf({ userAgent, maxTouchPoints }: Agent): System {
  if (/iPhone|iPod/.test(userAgent)) return 'iphone';
  // Since iPadOS 13 an iPad says that it is a Mac; no Mac has a touch screen.
  if (/iPad/.test(userAgent) || (/Macintosh/.test(userAgent) && maxTouchPoints > 1)) return 'ipad';
  if (/Android/.test(userAgent)) return 'android';
  if (/CrOS/.test(userAgent)) return 'chromeos';
  if (/Macintosh|Mac OS X/.test(userAgent)) return 'mac';
  return /Windows/.test(userAgent) ? 'windows' : 'linux';
}

/** Whether the browser can hand a profile to the system: on iPhone and iPad, Safari alone. */
export const canTakeProfile = (system: AppleSystem, userAgent: string): boolean =>
  system === 'mac' || !/CriOS|FxiOS|EdgiOS|OPiOS|OPT\/|DuckDuckGo|GSA\//.test(userAgent);

interface ModelHints {
  readonly userAgentData?: { getHighEntropyValues(hints: string[]): Promise<{ readonly model?: string }> };
}

/** What the device may be called when the invitation does not name it: its model, where the browser says it. */
export async function deviceName(system: System, agent: Navigator & ModelHints = navigator): Promise<string> {
  const hints = await agent.userAgentData?.getHighEntropyValues(['model']).catch(() => undefined);
  const model = (hints?.model ?? '').replaceAll(/[^\w ()-]/g, '').trim();
  return model.slice(0, 40) || SYSTEMS[system];
}
