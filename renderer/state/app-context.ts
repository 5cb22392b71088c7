import { createContext, useContext, useSyncExternalStore } from 'react';
import type { LatchkeyBridge } from '../../shared/ipc/contract.ts';
import type { Formats } from '../texts/format.ts';
import type { Controller } from './controller.ts';
import type { State } from './model.ts';

export interface App {
  readonly bridge: LatchkeyBridge;
  readonly controller: Controller;
  readonly formats: Formats;
}

export const AppContext = createContext<App | undefined>(undefined);

/** What every screen works with: the state, the controller that changes it, and how dates are written. */
export function useApp(): App & { readonly state: State } {
  const app = useContext(AppContext);
  if (!app) throw new Error('The screen is outside of the app.');
  const state = useSyncExternalStore(app.controller.subscribe, app.controller.state);
  return { ...app, state };
}
