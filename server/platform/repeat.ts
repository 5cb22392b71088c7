/**
 * Does something again and again, one at a time, until it is stopped. What fails is tried again the next time.
 * @param every milliseconds between the end of one time and the beginning of the next
 * @returns ends it; what is being done goes on to its end
 */
export function repeat(every: number, work: () => Promise<unknown>, onError: (error: unknown) => void): () => void {
  let timer: NodeJS.Timeout | undefined;
  let stopped = false;
  const later = () => {
    if (stopped) return;
    timer = setTimeout(() => void work().catch(onError).finally(later), every);
  };
  later();
  return () => {
    stopped = true;
    clearTimeout(timer);
  };
}
