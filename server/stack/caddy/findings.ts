/** What the judge finds in single texts: places, and placeholders that stand for what lies elsewhere. */
import { whyNotLoaded } from './named-pair.ts';
import type { Places } from './places.ts';

/** What is found, as a sentence without its subject. */
export type Found = string;

/** What a walk through the document is in. */
export interface At {
  /** The innermost module, without its namespace. */
  readonly name: string;
  /** Among names of hosts, where a variable is never shown. */
  readonly names?: boolean;
}

export type PlaceKind = 'folder' | 'file' | 'dial' | 'url' | 'host' | 'values';

const FOLDER = 'write the whole path of a folder apart from the home, such as root * /srv/www';
/** What to write instead. */
export const INSTEAD: Readonly<Record<PlaceKind, string>> = {
  folder: FOLDER,
  file: 'write the whole path of a file outside of the home',
  values: 'write the path of something outside of the home',
  dial: 'write the address of the service itself, such as 127.0.0.1:8080',
  url: 'write the address of the service itself',
  host: 'write the name itself',
};

export interface FindingsOptions {
  readonly places: Places;
  /** The variables that sites may refer to (`caddy.environment`), by name. */
  readonly variables?: ReadonlyMap<string, string>;
}

export type Json = Readonly<Record<string, unknown>>;
export const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const LABEL = /\{http\.request\.host\.labels\.\d+\}/g;

/**
 * The folder that holds every folder which a root with labels of the host in it may be. A label has no dot in it, so it
 * leads down only; it may be empty.
 */
function foldersOf(root: string): string {
  const least = root.replace(LABEL, '');
  if (least === root || !root.startsWith('/') || least.includes('{') || /(^|\/)\.\.(\/|$)/.test(least)) return root;
  const before = root.slice(0, root.indexOf('{'));
  return before.slice(0, before.lastIndexOf('/')) || '/';
}

/** Collects what is found. */
export class Findings {
  readonly #places: Places;
  readonly #variables: ReadonlyMap<string, string>;
  readonly #found = new Set<Found>();

  constructor({ places, variables = new Map() }: FindingsOptions) {
    this.#places = places;
    this.#variables = variables;
  }

  /** Everything that was found since the last time. */
  taken(): Found[] {
    const found = [...this.#found];
    this.#found.clear();
    return found;
  }

  add(found: Found): void {
    this.#found.add(found);
  }

  unknown(name: string): void {
    this.add(
      `uses ${name}, of which latchkey does not know what it reaches; remove it, or add ${name} to caddy.modules in latchkey.yaml if you know that it cannot reach the home`,
    );
  }

  /** A field that names a place. */
  place(kind: PlaceKind, value: unknown, at: At): void {
    this.strings(value, at);
    if (Array.isArray(value)) for (const each of value) this.place(kind, each, at);
    else if (isObject(value)) this.unknown(`a place of ${at.name} that is not a text`);
    if (typeof value !== 'string') return;
    const wrong = this.#wrong(kind, this.#replaced(value));
    if (wrong !== undefined) this.add(`reaches for ${value} (${at.name}), which ${wrong}; ${INSTEAD[kind]}`);
  }

  /** A certificate and its key. */
  pair(value: unknown): void {
    const wrong = whyNotLoaded(value, (path) => this.#replaced(path));
    if (wrong) this.add(`reaches for ${wrong.path} (load_files), which ${wrong.why}`);
  }

  #wrong(kind: PlaceKind, place: string): string | undefined {
    switch (kind) {
      case 'folder':
        return this.#places.folder(foldersOf(place));
      case 'file':
        return this.#places.file(place);
      case 'dial':
        return this.#places.dial(place);
      case 'url':
        return this.#places.url(place);
      case 'host':
        return place.includes('{') ? 'has a placeholder in it, so that nobody can say where it leads' : undefined;
      case 'values':
        return this.#value(place);
    }
  }

  /** What is for somebody else to read: a place, or a text with places in it. */
  #value(text: string): string | undefined {
    const whole = text.startsWith('/') ? this.#places.path(text.replace(/\{.*$/s, '')) : undefined;
    return whole ?? this.#places.inText(text);
  }

  /** With the variables that Caddy is given in the place of their placeholders. */
  #replaced(text: string): string {
    return text.replace(/\{env\.([^{}]+)\}/g, (all, name: string) => this.#variables.get(name) ?? all);
  }

  /** Placeholders in every text of a value, and in its keys. */
  strings(value: unknown, at: At): void {
    if (typeof value === 'string') {
      // Caddy leaves braces with a backslash alone the first time; there may be a second one.
      for (const text of new Set([value, value.replaceAll('\\', '')])) this.#placeholders(text, at);
    } else if (Array.isArray(value)) for (const each of value) this.strings(each, at);
    else if (isObject(value)) this.strings(Object.entries(value).flat(), at);
  }

  #placeholders(text: string, at: At): void {
    for (const [, kind, rest = ''] of text.matchAll(/\{(file|env)\.([^}]*)/g)) {
      if (kind === 'env') this.#variable(rest, at);
      else {
        const wrong = this.#places.file(rest);
        if (wrong !== undefined)
          this.add(`reaches for ${rest} ({file.…} in ${at.name}), which ${wrong}; ${INSTEAD.file}`);
      }
    }
  }

  #variable(name: string, at: At): void {
    if (at.names === true || this.#variables.has(name)) return;
    this.add(
      `reads the variable ${name} ({env.…} in ${at.name}), which Caddy is not given; add ${name} to caddy.environment in latchkey.yaml if sites may know it`,
    );
  }

  /** A text of a module that nobody knows: it may be anything, but no place in the home. */
  anything(text: string, at: At): void {
    this.strings(text, at);
    if (/^unix/i.test(text)) this.place('dial', text, at);
    for (const [place] of this.#replaced(text).matchAll(/(?:\/|\.\.?\/)[^\s"'`,;|{}]*/g)) {
      const wrong = this.#places.path(place);
      if (wrong?.includes('lies in') === true)
        this.add(`reaches for ${place} (${at.name}), which ${wrong}; ${INSTEAD.file}`);
    }
  }
}
