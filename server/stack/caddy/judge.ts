/**
 * Walks through what a site made of Caddy's JSON, module by module and field by field, and says what of it reaches for
 * the home, or cannot be decided. What is not known is refused.
 */
import type { Field, Fields } from './fields.ts';
import { Findings, type FindingsOptions, type Found, INSTEAD, isObject, type At as TextAt } from './findings.ts';
import { AUTOMATION_POLICY, CERTIFICATES, CONNECTION_POLICY, JUDGED, LOGGER } from './judged-modules.ts';
import type { Places } from './places.ts';

export type { Found } from './findings.ts';

export interface JudgeOptions extends FindingsOptions {
  /** Modules that the admin vouches for by name (`caddy.modules`). */
  readonly vouched?: ReadonlySet<string>;
}

/** Whether a root was set before: `ALWAYS`, or for a condition as JSON. */
type Roots = ReadonlySet<string>;
const ALWAYS = '*';
const NONE: Roots = new Set();
const EVERY: Roots = new Set([ALWAYS]);

interface At extends TextAt {
  readonly roots: Roots;
  /** Inside a module that is vouched for: fields that nobody knows are looked through instead of refused. */
  readonly vouched?: boolean;
}

const arrayOf = (value: unknown): readonly unknown[] =>
  Array.isArray(value) ? value : value === undefined || value === null ? [] : [value];
const short = (name: string) => name.replace(/^(http\.handlers|http\.reverse_proxy|http|caddy|tls)\./, '');
const VARS_ROOT = '{http.vars.root}';

/** The judge of one home. Pure but for looking at the disk through {@link Places}. */
export class Judge {
  readonly #places: Places;
  readonly #vouched: ReadonlySet<string>;
  readonly #findings: Findings;

  constructor({ vouched = new Set(), ...options }: JudgeOptions) {
    this.#places = options.places;
    this.#vouched = vouched;
    this.#findings = new Findings(options);
  }

  /** @param errors the routes for errors of the same server: they find the roots that the others have set */
  routes(routes: unknown, errors?: unknown): Found[] {
    return this.#collect(() => {
      const roots = this.#routes(routes, { name: 'a route', roots: NONE });
      if (errors !== undefined) this.#routes(errors, { name: 'an error route', roots });
    });
  }

  logger(logger: unknown): Found[] {
    return this.#collect(() => this.#field(LOGGER, logger, { name: 'log', roots: NONE }));
  }

  connectionPolicy(policy: unknown): Found[] {
    return this.#collect(() => this.#field(CONNECTION_POLICY, policy, { name: 'tls', roots: NONE }));
  }

  automationPolicy(policy: unknown): Found[] {
    return this.#collect(() => this.#field(AUTOMATION_POLICY, policy, { name: 'tls', roots: NONE }));
  }

  certificates(certificates: unknown): Found[] {
    return this.#collect(() => {
      this.#field(CERTIFICATES, certificates, { name: 'tls', roots: NONE });
      const files = isObject(certificates) ? certificates.load_files : undefined;
      for (const pair of arrayOf(files)) this.#findings.pair(pair);
    });
  }

  /** An app, or another part that only a vouched-for module brings in. */
  app(name: string, value: unknown): Found[] {
    return this.#collect(() => {
      if (this.#vouched.has(name)) this.#look(value, { name, roots: NONE, vouched: true });
      else this.#findings.unknown(name);
    });
  }

  #collect(walk: () => void): Found[] {
    walk();
    return this.#findings.taken();
  }

  #module(name: string, value: unknown, at: At): void {
    const judged = JUDGED[name];
    const vouched = this.#vouched.has(name);
    const here: At = { ...at, name: short(name), vouched };
    if (!judged || (judged.vouch !== undefined && !vouched)) {
      if (judged?.vouch !== undefined) {
        this.#findings.add(
          `uses ${name}, which ${judged.vouch}; remove it, or add ${name} to caddy.modules in latchkey.yaml if that is what you want`,
        );
      } else if (vouched) this.#look(value, here);
      else this.#findings.unknown(name);
      return;
    }
    if (name === 'http.handlers.vars') this.#vars(value, here);
    else this.#field(judged.field, value, here);
    const also = judged.also?.(value, this.#places);
    if (also !== undefined) this.#findings.add(`${here.name} ${also}`);
  }

  #vars(value: unknown, at: At): void {
    if (!isObject(value)) return;
    const { handler: _, root, fs, ...rest } = value;
    if (root !== undefined) this.#findings.place('folder', root, { ...at, name: 'root' });
    if (fs !== undefined) this.#findings.add('uses fs, and only files of this machine can be served; remove it');
    this.#findings.strings(rest, at);
  }

  #routes(value: unknown, at: At): Roots {
    const here = new Set(at.roots);
    /** For each group, of which Caddy runs the first route that matches: whether all of its routes so far set a root. */
    const groups = new Map<string, boolean>();
    for (const route of arrayOf(value).filter(isObject)) {
      const { match, handle, group, terminal: _, ...rest } = route;
      for (const key of Object.keys(rest)) this.#findings.unknown(`the field ${key} of a route`);
      const conditions = arrayOf(match);
      const condition = conditions.length === 0 ? ALWAYS : JSON.stringify(match);
      const known = here.has(ALWAYS) || here.has(condition);
      this.#matchers(match, { ...at, roots: here.has(ALWAYS) ? EVERY : NONE });
      const sets = this.#handlers(handle, { ...at, roots: known ? EVERY : NONE });
      const name = typeof group === 'string' && group !== '' ? group : undefined;
      const all = sets && (name === undefined || groups.get(name) !== false);
      if (name !== undefined) groups.set(name, all);
      if (all) here.add(condition);
    }
    return here;
  }

  /** @returns whether a root is set once they have run */
  #handlers(value: unknown, at: At): boolean {
    let set = at.roots.has(ALWAYS);
    for (const handler of arrayOf(value).filter(isObject)) {
      const here = { ...at, roots: set ? EVERY : NONE };
      if (handler.handler === 'subroute') {
        const { handler: _, routes, errors, ...rest } = handler;
        for (const key of Object.keys(rest)) this.#findings.unknown(`the field ${key} of http.handlers.subroute`);
        const roots = this.#routes(routes, here);
        if (isObject(errors)) this.#routes(errors.routes, { ...here, roots });
        set ||= roots.has(ALWAYS);
        continue;
      }
      this.#inline('http.handlers', 'handler', handler, here);
      if (handler.handler === 'vars' && 'root' in handler) set = true;
    }
    return set;
  }

  /** A list of sets of matchers, each a map by name. */
  #matchers(value: unknown, at: At): void {
    for (const set of arrayOf(value)) this.#named('http.matchers', set, at);
  }

  #named(namespace: string, value: unknown, at: At): void {
    if (!isObject(value)) return;
    for (const [name, each] of Object.entries(value)) this.#module(`${namespace}.${name}`, each, at);
  }

  #inline(namespace: string, key: string, value: unknown, at: At): void {
    if (value === undefined || value === null) return;
    if (!isObject(value) || typeof value[key] !== 'string') {
      this.#findings.unknown(`a part of ${at.name} that names no module`);
      return;
    }
    const { [key]: name, ...rest } = value;
    // `vars` may have a variable of that name.
    this.#module(`${namespace}.${String(name)}`, namespace === 'http.handlers' && name === 'vars' ? value : rest, at);
  }

  #fields(known: Fields, value: unknown, at: At): void {
    if (value === undefined || value === null) {
      if (known.root === 'root') this.#root(undefined, at);
      return;
    }
    if (!isObject(value)) {
      this.#findings.strings(value, at);
      return;
    }
    for (const [key, each] of Object.entries(value)) {
      const field = Object.hasOwn(known, key) ? known[key] : undefined;
      if (field !== undefined) this.#field(field, each, at);
      else if (at.vouched === true) this.#look(each, at);
      else this.#findings.unknown(`the field ${key} of ${at.name}`);
    }
    for (const [key, field] of Object.entries(known)) {
      if (field === 'root' && value[key] === undefined) this.#root(undefined, at);
    }
  }

  #field(field: Field, value: unknown, at: At): void {
    if (field === 'plain') this.#findings.strings(value, at);
    else if (field === 'names') this.#findings.strings(value, { ...at, names: true });
    else if (field === 'routes') this.#routes(value, at);
    else if (field === 'matchers') this.#matchers(value, at);
    else if (field === 'root') this.#root(value, at);
    else if (typeof field === 'string') this.#findings.place(field, value, at);
    else if ('refused' in field) this.#refused(field.refused, value, at);
    else if ('each' in field) for (const each of arrayOf(value)) this.#field(field.each, each, at);
    else if ('map' in field) this.#map(field.map, value, at);
    else if ('fields' in field) this.#fields(field.fields, value, at);
    else if ('module' in field) this.#inline(field.module, field.key, value, at);
    else this.#named(field.modules, value, at);
  }

  #refused(why: string, value: unknown, at: At): void {
    if (value !== false) this.#findings.add(`uses ${at.name} in a way that cannot be: ${why}`);
  }

  #map(field: Field, value: unknown, at: At): void {
    if (!isObject(value)) {
      this.#findings.strings(value, at);
      return;
    }
    for (const [key, each] of Object.entries(value)) {
      this.#findings.strings(key, at);
      this.#field(field, each, at);
    }
  }

  #root(value: unknown, at: At): void {
    if (value !== undefined && value !== VARS_ROOT && value !== '') {
      this.#findings.place('folder', value, at);
      return;
    }
    if (!at.roots.has(ALWAYS)) {
      this.#findings.add(
        `uses ${at.name} without a root that is set in every case, and serves from the folder that Caddy runs in; ${INSTEAD.folder}`,
      );
    }
  }

  /** Inside of what is vouched for: known modules are judged as ever, and no text may be a place in the home. */
  #look(value: unknown, at: At): void {
    const inside = { ...at, vouched: false };
    if (typeof value === 'string') this.#findings.anything(value, at);
    else if (Array.isArray(value)) for (const each of value) this.#look(each, at);
    else if (!isObject(value)) return;
    else if (typeof value.handler === 'string' && Object.hasOwn(JUDGED, `http.handlers.${value.handler}`))
      this.#handlers([value], inside);
    else
      for (const [key, each] of Object.entries(value)) {
        this.#findings.strings(key, at);
        if (key === 'routes') this.#routes(each, inside);
        else if (key === 'dial') this.#field({ each: 'dial' }, each, at);
        else if (key === 'root') this.#findings.place('folder', each, at);
        else this.#look(each, at);
      }
  }
}
