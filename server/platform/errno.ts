/** The operating system's error code of whatever was thrown (`ENOENT`, `EACCES`); undefined when it has none. */
export function errnoOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}
