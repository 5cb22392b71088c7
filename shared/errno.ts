/** The code of whatever was thrown, as Node or the operating system gives it (`ENOENT`, `EACCES`); undefined when it has none. */
export function errnoOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}
