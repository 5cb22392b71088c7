/**
 * Runs something as whoever typed the command. A command of root's in somebody else's home works as the home's owner;
 * files outside the home that root named are for root to write. Nothing else may go on meanwhile.
 */
export async function asCaller<T>(work: () => Promise<T>): Promise<T> {
  const [uid, gid] = [process.geteuid?.(), process.getegid?.()];
  if (process.getuid?.() !== 0 || uid === 0 || uid === undefined || gid === undefined) return work();
  process.seteuid?.(0);
  process.setegid?.(0);
  try {
    return await work();
  } finally {
    process.setegid?.(gid);
    process.seteuid?.(uid);
  }
}
