import { describe, expect, test } from 'vitest';
import { binaryArchs } from '../../../../scripts/pack/binary-archs.ts';

const bytes = (fill: (buffer: Buffer) => void) => {
  const buffer = Buffer.alloc(128);
  fill(buffer);
  return buffer;
};
const elf = (machine: number) =>
  bytes((buffer) => {
    buffer.write('\x7fELF', 'latin1');
    buffer.writeUInt16LE(machine, 18);
  });
const pe = (machine: number, header = 80) =>
  bytes((buffer) => {
    buffer.write('MZ');
    buffer.writeUInt32LE(header, 60);
    buffer.write('PE\0\0', 80, 'latin1');
    buffer.writeUInt16LE(machine, 84);
  });
const mach = (cpu: number) =>
  bytes((buffer) => {
    buffer.writeUInt32LE(0xfeedfacf, 0);
    buffer.writeUInt32LE(cpu, 4);
  });
const fat = (...cpus: number[]) =>
  bytes((buffer) => {
    buffer.writeUInt32BE(0xcafebabe, 0);
    buffer.writeUInt32BE(cpus.length, 4);
    cpus.forEach((cpu, index) => {
      buffer.writeUInt32BE(cpu, 8 + index * 20);
    });
  });

describe('the processors of a native module', () => {
  test.each([
    ['ELF for x64', elf(62), ['x64']],
    ['ELF for arm64', elf(183), ['arm64']],
    ['ELF for another', elf(8), ['8']],
    ['PE for x64', pe(0x8664), ['x64']],
    ['PE for arm64', pe(0xaa64), ['arm64']],
    ['PE whose header lies outside', pe(0x8664, 4000), []],
    ['Mach-O for arm64', mach(0x0100000c), ['arm64']],
    ['a universal Mach-O', fat(0x01000007, 0x0100000c), ['x64', 'arm64']],
    ['text', Buffer.from('module.exports = {}'.repeat(8)), []],
    ['nothing', Buffer.alloc(0), []],
  ])('%s', (_, file, archs) => {
    expect(binaryArchs(file)).toEqual(archs);
  });

  test('a universal file that claims more entries than it has is read to its end only', () => {
    const lying = fat(0x01000007);
    lying.writeUInt32BE(0xffffffff, 4);
    expect(binaryArchs(lying).length).toBeLessThan(10);
  });

  test('the Node that runs this is for the processor that it says', async () => {
    const { open } = await import('node:fs/promises');
    const handle = await open(process.execPath);
    const { buffer } = await handle.read(Buffer.alloc(4096), 0, 4096, 0);
    await handle.close();
    expect(binaryArchs(buffer)).toContain(process.arch);
  });
});
