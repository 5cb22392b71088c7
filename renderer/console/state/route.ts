/** Which page is open: it is in the fragment, so that every page is one file to the server, and no log knows which. */
import { useSyncExternalStore } from 'react';

export const PAGES = ['overview', 'invite', 'devices', 'people', 'log', 'notices', 'backups'] as const;
export type PageName = (typeof PAGES)[number];

export interface Route {
  readonly page: PageName;
  /** The device's id, or the person's name. */
  readonly of?: string;
}

/** @param hash of the address: `#/devices/<id>`. What is no page is the overview */
export function readRoute(hash: string): Route {
  const [, name, ...rest] = hash.replace(/^#/, '').split('/');
  const page = PAGES.find((one) => one === name) ?? 'overview';
  const of = rest.join('/');
  if (of === '') return { page };
  try {
    return { page, of: decodeURIComponent(of) };
  } catch {
    return { page };
  }
}

/** The address of a page, to be written into a link. */
export const linkTo = (page: PageName, of?: string): string =>
  of === undefined ? `#/${page}` : `#/${page}/${encodeURIComponent(of)}`;

const follow = (changed: () => void) => {
  addEventListener('hashchange', changed);
  return () => removeEventListener('hashchange', changed);
};

export function useRoute(): Route {
  return readRoute(useSyncExternalStore(follow, () => location.hash));
}
