import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { copyByTerminal, plain, result, sayInstead, type Terminal, table } from '../../../../server/cli/terminal.ts';

/** A terminal that keeps what is written. @param columns none: a pipe */
function screen(columns?: number) {
  const make = () => Object.assign(new PassThrough(), columns === undefined ? {} : { isTTY: true, columns });
  const terminal = { out: make(), err: make(), input: new PassThrough() } satisfies Terminal;
  const read = (stream: PassThrough) => String(stream.read() ?? '');
  return { terminal, out: () => read(terminal.out), err: () => read(terminal.err) };
}

const LONG = 'Gertrud Wilhelmine von und zu der Mühle am rauschenden Wasserfall';
const rows = [
  ['3f2a9c01', LONG, `The laptop of ${LONG}`, 'active'],
  ['77aa0b12', 'Dave', 'Phone', 'active'],
];
const listed = () => table(['ID', 'PERSON', 'DEVICE', 'STATE'], rows);

describe('a table', () => {
  it.each([60, 80, 120])('fits a terminal of %i columns, and its short columns stay whole', (columns) => {
    const { terminal, out } = screen(columns);
    result(terminal, false, {}, listed);
    const lines = out().trimEnd().split('\n');
    for (const line of lines) expect([...line].length).toBeLessThanOrEqual(columns);
    expect(lines[1]).toMatch(/^3f2a9c01 {2}Gertrud .*… {2}The laptop.*… {2}active$/);
    expect(lines[2]).toMatch(/^77aa0b12 {2}Dave .* Phone .* active$/);
  });

  it('fits inside of a sentence too', () => {
    const { terminal, out } = screen(70);
    result(terminal, false, {}, () => plain`These:\n${listed()}`);
    for (const line of out().trimEnd().split('\n')) expect([...line].length).toBeLessThanOrEqual(70);
  });

  it('is whole in a pipe, and where nothing is too long', () => {
    const pipe = screen();
    result(pipe.terminal, false, {}, listed);
    expect(pipe.out()).toContain(`The laptop of ${LONG}`);
    const wide = screen(300);
    result(wide.terminal, false, {}, listed);
    expect(wide.out()).not.toContain('…');
  });

  it('keeps enough of a column to know it by on a terminal that is far too narrow', () => {
    const { terminal, out } = screen(12);
    result(terminal, false, {}, listed);
    expect(out()).toContain('Gertrud W…');
  });
});

describe('progress', () => {
  it('is one line of the terminal, which the next one can clear', () => {
    const { terminal, err } = screen(40);
    sayInstead(terminal, 'looking (3 of 16): clock, disk, programs, configuration, sites, active-set, services');
    const [, shown = ''] = err().split('\u001b[K');
    expect(shown.length).toBeLessThan(40);
    expect(shown).toMatch(/^looking \(3 of 16\).*…$/);
  });

  it('is nothing in a pipe', () => {
    const { terminal, err } = screen();
    sayInstead(terminal, 'looking');
    expect(err()).toBe('');
  });
});

describe("the terminal's clipboard", () => {
  it('gets the text in base64: nothing in it can end the sequence', () => {
    const { terminal, err } = screen(80);
    expect(copyByTerminal(terminal, 'ends \u0007 here')).toBe(true);
    expect(err()).toBe('\u001b]52;c;ZW5kcyAHIGhlcmU=\u0007');
  });

  it('is none in a pipe', () => {
    const { terminal, err } = screen();
    expect(copyByTerminal(terminal, 'x')).toBe(false);
    expect(err()).toBe('');
  });
});
