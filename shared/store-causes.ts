/**
 * Why a certificate could not be put where browsers look, and whether trying again is of use: `then`, once what the hint
 * says is done; `no`, not on this computer as it is. The words are the command line's and the window's own.
 */
export const STORE_CAUSES = {
  'keychain-locked': 'then',
  'keychain-damaged': 'then',
  'keychain-none': 'then',
  'keychain-read-only': 'no',
  'macos-declined': 'then',
  'macos-denied': 'no',
  'macos-no-window': 'then',
  'windows-declined': 'then',
  policy: 'no',
  antivirus: 'no',
  'windows-profile': 'then',
  'windows-password-reset': 'then',
  'windows-no-session': 'then',
  'disk-full': 'then',
  'database-foreign': 'then',
  'database-read-only': 'then',
  'database-no-keys': 'then',
  'database-busy': 'then',
} as const satisfies Record<string, 'then' | 'no'>;

export type StoreCause = keyof typeof STORE_CAUSES;

/** Narrows what a record or another process says; a later version may know more causes. */
export function isStoreCause(cause: unknown): cause is StoreCause {
  return typeof cause === 'string' && Object.hasOwn(STORE_CAUSES, cause);
}
