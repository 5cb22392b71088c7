const SECONDS = { m: 60, h: 3600, d: 86_400 } as const;

/** Reads `30m`, `72h` or `14d`. @returns seconds, or undefined when it is none of these */
export function parseDuration(text: string): number | undefined {
  const match = /^([1-9]\d{0,5})([mhd])$/.exec(text.trim());
  return match ? Number(match[1]) * SECONDS[match[2] as keyof typeof SECONDS] : undefined;
}
