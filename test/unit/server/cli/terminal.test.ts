import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { table } from '../../../../server/cli/table.ts';
import { copyByTerminal, plain, result, sayInstead, type Terminal } from '../../../../server/cli/terminal.ts';

/** A terminal that keeps what is written. @param columns none: a pipe */
function screen(columns?: number) {
  const make = () => Object.assign(new PassThrough(), columns === undefined ? {} : { isTTY: true, columns });
  const terminal = { out: make(), err: make(), input: new PassThrough() } satisfies Terminal;
  const read = (stream: PassThrough) => String(stream.read() ?? '');
  return { terminal, out: () => read(terminal.out), err: () => read(terminal.err) };
}

/** Four people, one character, two columns. */
const FAMILY = '👩‍👩‍👧‍👦';
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

  it.each([12, 20, 40])('is a card a row on a terminal of %i columns, where columns would not fit', (columns) => {
    const { terminal, out } = screen(columns);
    const more = rows.map((row) => [...row, '2026-11-30', '2027-11-30']);
    const headings = ['ID', 'PERSON', 'DEVICE', 'STATE', 'SINCE', 'UNTIL'];
    result(terminal, false, {}, () => table(headings, more));
    const shown = out();
    for (const line of shown.trimEnd().split('\n')) expect([...line].length).toBeLessThanOrEqual(columns);
    expect(shown.split('\n\n')).toHaveLength(rows.length);
    for (const part of ['3f2a9c01', 'Gertrud', '77aa0b12', 'Phone', '2027-11-30']) expect(shown).toContain(part);
  });

  it('counts what is two columns wide as two, and never cuts inside of a character', () => {
    const { terminal, out } = screen(30);
    const names = [
      ['田中さくらさんのおばあさまの家', 'active'],
      [`Zoë ${FAMILY.repeat(9)}`, 'active'],
    ];
    result(terminal, false, {}, () => table(['PERSON', 'STATE'], names));
    const [head = '', tanaka = '', zoe = ''] = out().split('\n');
    const at = head.indexOf('STATE');
    // Ten characters of two columns and one of one: of the 22, one is left.
    expect(tanaka).toBe('田中さくらさんのおば…   active');
    expect(at).toBe(24);
    expect(zoe).toBe(`Zoë ${FAMILY.repeat(9)}  active`);
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

  it('is nothing in a pipe, nor between JSON', () => {
    for (const { terminal, err } of [screen(), { ...screen(80) }]) {
      sayInstead({ ...terminal, json: true }, 'looking');
      expect(err()).toBe('');
    }
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
