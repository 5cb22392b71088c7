import { readFileSync, writeFileSync } from 'node:fs';
import { type Placement, placementSchema } from './placement.ts';

/** @returns undefined when nothing was saved, or nothing that can be read: then the window opens as on the first day */
export function readPlacement(file: string): Placement | undefined {
  try {
    return placementSchema.safeParse(JSON.parse(readFileSync(file, 'utf8'))).data;
  } catch {
    return undefined;
  }
}

/** Written at once, because the app may be about to end. A place that cannot be kept is no reason to stop anything. */
export function writePlacement(file: string, placement: Placement): void {
  try {
    writeFileSync(file, JSON.stringify(placement), { mode: 0o600 });
  } catch {
    // The disk is full or read-only.
  }
}
