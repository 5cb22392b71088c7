/** Where the window was, and where it may open again: screens come and go. */
import type { Rectangle } from 'electron';
import { z } from 'zod';

export const SIZE = { width: 960, height: 740 } as const;
export const MINIMUM = { width: 420, height: 480 } as const;
/** So much of the upper edge has to be on a screen for a hand to reach it. */
const REACHABLE = { width: 120, height: 32 } as const;

const coordinate = z.number().int().min(-100_000).max(100_000);
const length = z.number().int().min(1).max(100_000);

export const placementSchema = z.object({
  bounds: z.object({ x: coordinate, y: coordinate, width: length, height: length }),
  maximised: z.boolean(),
});
export type Placement = z.infer<typeof placementSchema>;

/**
 * @param saved what was written when the window was last open, if that can be read
 * @param workAreas of the displays that there are now
 * @returns size and, when some display still has that place, position; without one the system centres the window
 */
export function openingBounds(saved: Placement | undefined, workAreas: readonly Rectangle[]): Partial<Rectangle> {
  if (!saved) return SIZE;
  const { x, y, width, height } = saved.bounds;
  const area = workAreas.find((area) => isReachable(saved.bounds, area));
  const wide = Math.max(...workAreas.map((area) => area.width), MINIMUM.width);
  const high = Math.max(...workAreas.map((area) => area.height), MINIMUM.height);
  const size = {
    width: Math.max(MINIMUM.width, Math.min(width, area?.width ?? wide)),
    height: Math.max(MINIMUM.height, Math.min(height, area?.height ?? high)),
  };
  return area ? { x, y, ...size } : size;
}

function isReachable({ x, y, width }: Rectangle, area: Rectangle): boolean {
  const shown = Math.min(x + width, area.x + area.width) - Math.max(x, area.x);
  return shown >= REACHABLE.width && y >= area.y && y <= area.y + area.height - REACHABLE.height;
}
