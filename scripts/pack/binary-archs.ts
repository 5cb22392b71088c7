// Which processors a native module is for, out of its first bytes.
const X64 = 'x64';
const ARM64 = 'arm64';

/** ELF e_machine. */
const ELF: Readonly<Record<number, string>> = { 62: X64, 183: ARM64 };
/** PE Machine. */
const PE: Readonly<Record<number, string>> = { 34404: X64, 43620: ARM64 };
/** Mach-O cputype. */
const MACH: Readonly<Record<number, string>> = { 16777223: X64, 16777228: ARM64 };

const MACH_64 = 0xfeedfacf;
const MACH_FAT = 0xcafebabe;
const FAT_ENTRY_BYTES = 20;

/** @returns `x64`, `arm64` or, for another, its number; several for a universal Mach-O, none for what is no binary */
export function binaryArchs(file: Buffer): string[] {
  if (file.length < 64) return [];
  const named = (names: Readonly<Record<number, string>>, machine: number) => names[machine] ?? String(machine);
  if (file.subarray(0, 4).equals(Buffer.from('\x7fELF', 'latin1'))) return [named(ELF, file.readUInt16LE(18))];
  if (file.subarray(0, 2).equals(Buffer.from('MZ'))) {
    const header = file.readUInt32LE(60);
    const isPe = header + 6 <= file.length && file.readUInt32LE(header) === 0x4550;
    return isPe ? [named(PE, file.readUInt16LE(header + 4))] : [];
  }
  if (file.readUInt32LE(0) === MACH_64) return [named(MACH, file.readUInt32LE(4))];
  if (file.readUInt32BE(0) !== MACH_FAT) return [];
  const count = Math.min(file.readUInt32BE(4), Math.floor((file.length - 8) / FAT_ENTRY_BYTES));
  return Array.from({ length: count }, (_, index) => named(MACH, file.readUInt32BE(8 + index * FAT_ENTRY_BYTES)));
}
