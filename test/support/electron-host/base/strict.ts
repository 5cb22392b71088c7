/** What is not emulated fails loudly, by name, instead of being `undefined` somewhere else later. */
import { EventEmitter } from 'node:events';

/** @throws always: names what was asked for */
export function refuse(path: string): never {
  throw new Error(`test host: electron ${path} is not emulated`);
}

/** What Node, Playwright and assertion libraries look up on anything they are handed. */
const LOOKED_UP_BY_TOOLS = new Set<PropertyKey>([
  'then',
  'toJSON',
  'inspect',
  'nodeType',
  'tagName',
  'asymmetricMatch',
]);

function isHarmless(key: PropertyKey): boolean {
  return typeof key === 'symbol' || LOOKED_UP_BY_TOOLS.has(key) || Reflect.has(Object.prototype, key);
}

/** A module or plain object whose unknown properties throw, when read and when written. */
export function strictObject<T extends object>(name: string, object: T): T {
  return new Proxy(object, {
    get(target, key, receiver) {
      if (!(key in target) && !isHarmless(key)) refuse(`${name}.${String(key)}`);
      return Reflect.get(target, key, receiver);
    },
    set(target, key, value) {
      if (!(key in target)) refuse(`${name}.${String(key)}`);
      return Reflect.set(target, key, value);
    },
  });
}

/** A class of Electron that is not emulated at all. */
export function missingClass(name: string): unknown {
  return new Proxy(class {}, {
    construct: () => refuse(name),
    get: (target, key) =>
      isHarmless(key) || key === 'prototype' ? Reflect.get(target, key) : refuse(`${name}.${String(key)}`),
  });
}

/**
 * An EventEmitter whose unknown properties throw. The trap is the last link of the prototype chain, so it costs nothing
 * for what exists, and `this`, private fields and identity stay what they are.
 */
export function strictEmitter(name: string): typeof EventEmitter {
  const floor = new Proxy(Object.create(null) as object, {
    get: (_target, key, receiver) =>
      isHarmless(key) ? Reflect.get(Object.prototype, key, receiver) : refuse(`${name}.${String(key)}`),
    set(_target, key, value, receiver: object) {
      if (typeof key !== 'symbol') refuse(`${name}.${key}`);
      return Reflect.defineProperty(receiver, key, { value, writable: true, configurable: true });
    },
    has: () => false,
  });
  const prototype: object = Object.create(floor, Object.getOwnPropertyDescriptors(EventEmitter.prototype));
  const construct = function (this: EventEmitter): void {
    (EventEmitter as unknown as () => void).call(this);
    this.setMaxListeners(0);
  };
  construct.prototype = prototype;
  return construct as unknown as typeof EventEmitter;
}

/** The event object of Electron's main process. */
export class HostEvent {
  defaultPrevented = false;
  readonly #extra: object;

  constructor(extra: object = {}) {
    this.#extra = extra;
    Object.assign(this, this.#extra);
  }

  preventDefault(): void {
    this.defaultPrevented = true;
  }
}
