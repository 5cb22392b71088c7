/**
 * Calls between a page's own world and the preload's world, over synchronous events whose names only these two know.
 * Event details are structured-cloned between worlds; functions and promises travel as numbers. Self-contained: its
 * source text runs in the page.
 */
export interface Bridge {
  tell(topic: string, detail: unknown): void;
  hear(topic: string, hear: (detail: never) => void): void;
  encode(value: unknown): unknown;
  decode(value: unknown): unknown;
}

export function createBridge(secret: string, me: string, other: string): Bridge {
  type AnyFunction = (...args: unknown[]) => unknown;
  // Taken before any script of the page can replace them.
  const { CustomEvent: PageEvent } = globalThis;
  const { getPrototypeOf, entries, fromEntries } = Object;
  const plainPrototype = Object.prototype;
  const dispatch = globalThis.dispatchEvent.bind(globalThis);
  const listen = globalThis.addEventListener.bind(globalThis);
  const functions = new Map<number, AnyFunction>();
  const numbers = new WeakMap<object, number>();
  const promises = new Map<number, { resolve: (value: unknown) => void; reject: (error: Error) => void }>();
  const returned = new Map<number, { value?: unknown; error?: string }>();
  let last = 0;

  const tell = (topic: string, detail: unknown) => dispatch(new PageEvent(`${secret}${other}${topic}`, { detail }));
  const hear = (topic: string, hearer: (detail: never) => void) =>
    listen(`${secret}${me}${topic}`, (event) => hearer((event as CustomEvent).detail as never));
  const messageOf = (error: unknown) => (error instanceof Error ? error.message : String(error));
  const isPlain = (value: unknown): value is Record<string, unknown> => {
    if (typeof value !== 'object' || value === null) return false;
    const prototype = getPrototypeOf(value);
    return prototype === plainPrototype || prototype === null;
  };
  const map = (value: unknown, change: (item: unknown) => unknown): unknown => {
    if (Array.isArray(value)) return value.map(change);
    if (!isPlain(value)) return value;
    return fromEntries(entries(value).map(([key, item]) => [key, change(item)]));
  };

  function encode(value: unknown): unknown {
    if (typeof value === 'function') {
      let number = numbers.get(value);
      if (number === undefined) {
        last += 1;
        number = last;
        numbers.set(value, number);
        functions.set(number, value as AnyFunction);
      }
      return { $function: number };
    }
    if (value instanceof Promise) {
      last += 1;
      const number = last;
      value.then(
        (result: unknown) => tell('settle', { number, value: encode(result) }),
        (error: unknown) => tell('settle', { number, error: messageOf(error) }),
      );
      return { $promise: number };
    }
    return map(value, encode);
  }

  function decode(value: unknown): unknown {
    if (isPlain(value) && '$function' in value) {
      const number = Number(value.$function);
      return (...args: unknown[]) => call(number, args);
    }
    if (isPlain(value) && '$promise' in value) {
      const number = Number(value.$promise);
      return new Promise((resolve, reject) => promises.set(number, { resolve, reject }));
    }
    return map(value, decode);
  }

  function call(target: number, args: unknown[]): unknown {
    last += 1;
    const number = last;
    tell('call', { number, target, args: encode(args) });
    const result = returned.get(number);
    returned.delete(number);
    if (result?.error !== undefined) throw new Error(result.error);
    return decode(result?.value);
  }

  hear('call', ({ number, target, args }: { number: number; target: number; args: unknown }) => {
    try {
      const value = encode(functions.get(target)?.(...(decode(args) as unknown[])));
      tell('return', { number, value });
    } catch (error) {
      tell('return', { number, error: messageOf(error) });
    }
  });
  hear('return', (result: { number: number; value?: unknown; error?: string }) => {
    returned.set(result.number, result);
  });
  hear('settle', ({ number, value, error }: { number: number; value?: unknown; error?: string }) => {
    const promise = promises.get(number);
    promises.delete(number);
    if (error === undefined) promise?.resolve(decode(value));
    else promise?.reject(new Error(error));
  });
  return { tell, hear, encode, decode };
}
