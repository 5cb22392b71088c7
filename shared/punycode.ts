/**
 * What an A-label is written for (RFC 3492, section 6.2): `bcher-kva` is `bücher`.
 * @param encoded the label without its `xn--`
 * @returns undefined for what is no Punycode
 */
export function decodePunycode(encoded: string): string | undefined {
  const dash = encoded.lastIndexOf('-');
  const output = dash > 0 ? [...encoded.slice(0, dash)].map((character) => character.charCodeAt(0)) : [];
  let code = 128;
  let at = 0;
  let bias = 72;
  let next = dash > 0 ? dash + 1 : 0;
  while (next < encoded.length) {
    const before = at;
    let weight = 1;
    for (let base = 36; ; base += 36) {
      const digit = digitOf(encoded[next++] ?? '');
      if (digit === undefined) return undefined;
      at += digit * weight;
      const threshold = Math.min(26, Math.max(1, base - bias));
      if (digit < threshold) break;
      weight *= 36 - threshold;
      if (!Number.isSafeInteger(weight)) return undefined;
    }
    const length = output.length + 1;
    bias = adapted(at - before, length, before === 0);
    code += Math.floor(at / length);
    at %= length;
    if (code > 0x10ffff) return undefined;
    output.splice(at++, 0, code);
  }
  return String.fromCodePoint(...output);
}

function digitOf(character: string): number | undefined {
  const digit = Number.parseInt(character, 36);
  // Letters are 0 to 25, digits 26 to 35: the other way round than base 36.
  return Number.isNaN(digit) ? undefined : (digit + 26) % 36;
}

/** RFC 3492, section 6.1. */
function adapted(delta: number, length: number, first: boolean): number {
  let rest = Math.floor(delta / (first ? 700 : 2));
  rest += Math.floor(rest / length);
  let bias = 0;
  for (; rest > 455; bias += 36) rest = Math.floor(rest / 35);
  return bias + Math.floor((36 * rest) / (rest + 38));
}
