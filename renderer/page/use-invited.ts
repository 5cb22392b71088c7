/** The steps from an invite to a key of one's own, for a browser: where the person is, and what leads on from there. */
import { useEffect, useState } from 'react';
import type { PreviewReply } from '../../shared/api.ts';
import { homeApi, type Trouble, troubleOf } from './home-api.ts';
import type { Pending, PendingKeys } from './pending.ts';
import { deviceName, isApple, type System } from './system.ts';

export type State =
  | { readonly kind: 'start' }
  | { readonly kind: 'previewed'; readonly preview: PreviewReply }
  | { readonly kind: 'key'; readonly pending: Pending; readonly file: string }
  | { readonly kind: 'profile'; readonly preview: PreviewReply }
  | { readonly kind: 'done'; readonly pending: Pending };

/**
 * Goes on with a key that was begun with this code, if there is one.
 * @param kept the keys that this browser has begun
 */
export function useInvited(code: string, system: System, kept: PendingKeys) {
  const [state, setState] = useState<State>({ kind: 'start' });
  const [busy, setBusy] = useState(false);
  const [trouble, setTrouble] = useState<Trouble>();

  /** One thing at a time; what goes wrong is said, and nothing that was there is lost. */
  const run = async (work: () => Promise<State | undefined>) => {
    setBusy(true);
    setTrouble(undefined);
    try {
      const next = await work();
      if (next) setState(next);
    } catch (error) {
      setTrouble(troubleOf(error));
    }
    setBusy(false);
  };
  const resume = async (): Promise<State | undefined> => {
    const found = kept.read(code, Date.now());
    if (!found) return undefined;
    // Without an answer: the request may have arrived, and the same key gets the same certificate.
    const { makeKey, fileName } = await import('./key-file.ts');
    const pending = await makeKey({ ...found, name: await deviceName(system), expires: found.until }, kept);
    return { kind: 'key', pending, file: fileName(pending) };
  };
  // biome-ignore lint/correctness/useExhaustiveDependencies: once for each invite; the key of this part is its code.
  useEffect(() => {
    void run(resume);
  }, []);

  return {
    state,
    busy,
    trouble,
    preview: () => run(async () => ({ kind: 'previewed', preview: await homeApi.preview(code) })),
    make: (of: PreviewReply) =>
      run(async () => {
        const { makeKey, fileName } = await import('./key-file.ts');
        const { app, renews, expiresAt } = of;
        const wanted = { code, name: await deviceName(system), app, renews, expires: Date.parse(expiresAt) };
        const pending = await makeKey(wanted, kept);
        return { kind: 'key', pending, file: fileName(pending) };
      }),
    profile: (of: PreviewReply) =>
      run(async () => {
        if (!isApple(system)) return undefined;
        await homeApi.profile(code, system);
        return { kind: 'profile', preview: of };
      }),
    download: (pending: Pending, file: string) =>
      run(async () => {
        const { keyFile, saveFile } = await import('./key-file.ts');
        saveFile(await keyFile(pending), file);
        return undefined;
      }),
    installed: (pending: Pending) => {
      kept.forget(code);
      setState({ kind: 'done', pending });
    },
    back: () => setState({ kind: 'start' }),
    dismiss: () => setTrouble(undefined),
  };
}
