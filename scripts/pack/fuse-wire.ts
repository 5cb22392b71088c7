// Reads Electron's fuse wires out of its binary. A universal binary has two, one for each processor; @electron/fuses sets
// both and reads the first only.

/** What marks a wire; after it come the wire's version, its length, and one byte for each fuse. */
export const SENTINEL = 'dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX';
const VERSION = 1;
const STATES: Readonly<Record<number, boolean>> = { 48: false, 49: true };

export type FuseWire = readonly (boolean | undefined)[];

/**
 * @returns the states of each wire in its order; undefined for a fuse that was taken out of Electron
 * @throws Error when there is none, or one of a kind that is not known
 */
export function fuseWires(binary: Buffer): FuseWire[] {
  const wires: FuseWire[] = [];
  for (let at = binary.indexOf(SENTINEL); at >= 0; at = binary.indexOf(SENTINEL, at + 1)) {
    const [version, length = 0] = binary.subarray(at + SENTINEL.length);
    if (version !== VERSION) throw new Error(`The fuse wire is of version ${version}; only ${VERSION} is known.`);
    const states = binary.subarray(at + SENTINEL.length + 2).subarray(0, length);
    wires.push([...states].map((state) => STATES[state]));
  }
  if (wires.length === 0) throw new Error('There is no fuse wire: this is no Electron.');
  return wires;
}
