import { createContext, useContext, useSyncExternalStore } from 'react';
import type { LatchkeyBridge } from '../../shared/ipc/contract.ts';
import type { ContactView } from '../../shared/ipc/views.ts';
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

/** Whom to ask about a home; without one, about whatever concerns the only home that there is. */
export function useContact(homeId?: string): ContactView | undefined {
  const { homes } = useApp().state;
  const only = homes.length === 1 ? homes[0] : undefined;
  return (homeId === undefined ? only : homes.find(({ id }) => id === homeId))?.contact;
}
