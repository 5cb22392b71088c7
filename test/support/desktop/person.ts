/** Somebody with the app on this system: a home folder, a certificate store and a secret store, all thrown away again. */
import { join } from 'node:path';
import process from 'node:process';
import { dataFolder } from '../../../electron/adapters/data-folder.ts';
import { installedFingerprints } from '../client/person-store.ts';
import { newPerson } from '../client/with-keyring.ts';
import type { DesktopPerson } from './desktop-person.ts';
import { newMacPerson } from './mac-person.ts';
import { newWindowsPerson } from './windows-person.ts';

/** @throws Error on a system that the app is not made for */
export async function newDesktopPerson(): Promise<DesktopPerson> {
  if (process.platform === 'darwin') return newMacPerson();
  if (process.platform === 'win32') return newWindowsPerson();
  const person = await newPerson();
  return { ...person, installed: () => installedFingerprints(person) };
}

/** The app's own folder for this person. */
export const appDataOf = ({ env, home }: Pick<DesktopPerson, 'env' | 'home'>) =>
  dataFolder({ platform: process.platform, env, home });

/** Where the app keeps one file for each home. */
export const recordsOf = (person: Pick<DesktopPerson, 'env' | 'home'>) => join(appDataOf(person), 'homes');

/** What only some systems have in a test. The words are what the report of skipped tests says. */
const NEEDS = {
  'a real home': 'HAProxy and Caddy, and a second loopback address to come from, are set up on Linux only',
  'the Secret Service': 'locking a macOS keychain or a Windows profile asks with a dialog that nobody can answer',
  'several browsers’ stores': 'macOS and Windows have one store for all browsers',
} as const;
export type Need = keyof typeof NEEDS;

/** Whether this system lacks it, and why. */
export function missing(need: Need): [boolean, string] {
  return [process.platform !== 'linux', `${need}: ${NEEDS[need]}`];
}

/** Whether the app may use its key here without a dialog: macOS asks whenever another program than the importer does. */
export const usesKeyUnasked = process.platform !== 'darwin';
