/** The words in which the judgements of Caddy's modules are written. */
import type { Places } from './places.ts';

/** What a field holds. */
export type Field =
  /** Anything, with no place in it; placeholders in it are looked at all the same. */
  | 'plain'
  /** Names of hosts: a variable in one is compared with and never shown. */
  | 'names'
  /** A folder whose content is served. */
  | 'folder'
  /** As `folder`; when it is left out, it is what the handler `vars` has set before. */
  | 'root'
  | 'file'
  /** A network address. */
  | 'dial'
  | 'url'
  /** A name that is looked up; its port is elsewhere. */
  | 'host'
  /** Paths from `/` are files for somebody else to read. */
  | 'values'
  | 'routes'
  | 'matchers'
  | { readonly refused: string }
  | { readonly each: Field }
  | { readonly map: Field }
  | { readonly fields: Fields }
  /** A module whose name is in the field `key`. */
  | { readonly module: string; readonly key: string }
  /** Modules by name. */
  | { readonly modules: string };
export type Fields = Readonly<Record<string, Field>>;

export interface Judgement {
  readonly field: Field;
  /** Why the admin has to vouch for it all the same. */
  readonly vouch?: string;
  /** What else is asked of it. @returns the end of a sentence, or undefined */
  readonly also?: (value: unknown, places: Places) => string | undefined;
}

const plain = (names = ''): Record<string, Field> =>
  Object.fromEntries(
    names
      .split(' ')
      .filter(Boolean)
      .map((name) => [name, 'plain' as const]),
  );
export const module = (namespace: string, key: string): Field => ({ module: namespace, key });
export const fields = (more: Fields, names = ''): Field => ({ fields: { ...plain(names), ...more } });
/** A judgement by what its fields hold. */
export const of = (field: Field, more: Omit<Judgement, 'field'> = {}): Judgement => ({ field, ...more });
/** A module without fields. */
export const nothing = of(fields({}));
/** Several modules of one kind with the same judgement. */
export const alike = (namespace: string, names: string, judgement: Judgement): Record<string, Judgement> =>
  Object.fromEntries(names.split(' ').map((name) => [`${namespace}.${name}`, judgement]));

export const files: Field = { each: 'file' };
export const pool = module('tls.ca_pool.source', 'provider');
export const encoder = module('caddy.logging.encoders', 'format');
export const proxyOfItsOwn = module('caddy.network_proxy', 'from');
