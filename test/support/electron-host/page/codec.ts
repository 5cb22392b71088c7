/**
 * What crosses between the host and a page, as text. The structured clone's types that Electron's IPC carries; anything
 * else is refused, because losing it silently would hide a bug. Runs on both sides: self-contained on purpose.
 */
export interface Codec {
  encode(value: unknown): string;
  decode(text: string): unknown;
}

export function createCodec(): Codec {
  type Tagged = { $: string; v?: unknown; m?: string; n?: string };
  const views = { Uint8Array, Int8Array, Uint16Array, Int16Array, Uint32Array, Int32Array, Float64Array, Float32Array };

  function tagged(value: object): Tagged | undefined {
    if (value instanceof Date) return { $: 'date', v: value.getTime() };
    if (value instanceof Error) return { $: 'error', n: value.name, m: value.message };
    if (value instanceof Map) return { $: 'map', v: [...value].map(([key, item]) => [toPlain(key), toPlain(item)]) };
    if (value instanceof Set) return { $: 'set', v: [...value].map(toPlain) };
    if (value instanceof ArrayBuffer) return { $: 'buffer', v: [...new Uint8Array(value)] };
    if (ArrayBuffer.isView(value)) {
      const name = value instanceof Uint8Array ? 'Uint8Array' : value.constructor.name;
      return { $: 'view', n: name, v: [...(value as Uint8Array)] };
    }
    return undefined;
  }

  /** What JSON would lose. */
  function unusual(value: unknown): Tagged | undefined {
    if (value === undefined) return { $: 'undefined' };
    if (typeof value === 'bigint') return { $: 'bigint', v: String(value) };
    if (Object.is(value, -0)) return { $: 'number', v: '-0' };
    if (typeof value === 'number' && !Number.isFinite(value)) return { $: 'number', v: String(value) };
    return undefined;
  }

  function toPlain(value: unknown): unknown {
    if (typeof value === 'function' || typeof value === 'symbol') throw new Error('An object could not be cloned.');
    if (typeof value !== 'object' || value === null) return unusual(value) ?? value;
    if (Array.isArray(value)) return value.map(toPlain);
    const special = tagged(value);
    if (special) return special;
    const entries = Object.entries(value).map(([key, item]) => [key, toPlain(item)]);
    return '$' in value ? { $: 'object', v: entries } : Object.fromEntries(entries);
  }

  function fromTagged({ $: type, v, m, n }: Tagged): unknown {
    const items = v as unknown[];
    switch (type) {
      case 'undefined':
        return undefined;
      case 'bigint':
        return BigInt(String(v));
      case 'number':
        return Number(v);
      case 'date':
        return new Date(Number(v));
      case 'error':
        return Object.assign(new Error(m), { name: n });
      case 'map':
        return new Map(items.map((pair) => (pair as unknown[]).map(fromPlain) as [unknown, unknown]));
      case 'set':
        return new Set(items.map(fromPlain));
      case 'buffer':
        return new Uint8Array(items as number[]).buffer;
      case 'view':
        return new views[n as 'Uint8Array'](items as number[]);
      default:
        return Object.fromEntries(items.map((pair) => [(pair as unknown[])[0], fromPlain((pair as unknown[])[1])]));
    }
  }

  function fromPlain(value: unknown): unknown {
    if (typeof value !== 'object' || value === null) return value;
    if (Array.isArray(value)) return value.map(fromPlain);
    if ('$' in value) return fromTagged(value as Tagged);
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, fromPlain(item)]));
  }

  return {
    encode: (value) => JSON.stringify(toPlain(value)),
    decode: (text) => fromPlain(JSON.parse(text)),
  };
}
