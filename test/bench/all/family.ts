/** What the figures mean for people who wait: a line each, for whoever reads no tables. */
import type { DataPath, Endured, Enrolment, Footprint, LargeFiles, PageOpened, Revocation, Scale } from './report.ts';

interface Named {
  readonly name: string;
}
const row = <Row extends Named>(rows: readonly Row[], name: string): Row | undefined =>
  rows.find((each) => each.name === name);

/** As people say it. */
const time = (ms = Number.NaN) =>
  ms < 1000 ? `${Number(ms.toPrecision(2))} ms` : `${Number((ms / 1000).toPrecision(2))} s`;
const rate = (mib = Number.NaN) => `${Number(mib.toPrecision(2))} MiB a second`;

export const familyPage = ({ rows, distanceMs }: PageOpened): string[] => {
  const [outside, bare] = [row(rows, 'WAN direct'), row(rows, 'bare Caddy with mTLS')];
  return [
    `**A page of a service from outside** (60 files, 2.5 MB, ${distanceMs} ms away) is there after ${time(outside?.cold)}, and after ${time(outside?.warm)} when the connection is open. With Caddy alone and the same certificate it would be ${time(bare?.cold)} and ${time(bare?.warm)}.`,
  ];
};

export const familyRequest = ({ loads }: DataPath): string[] => {
  const rows = loads.find(({ load }) => load.includes('one at a time'))?.rows ?? [];
  return [
    `**A click that asks for something small** costs ${time(row(rows, 'WAN direct')?.p50Ms)} from outside and ${time(row(rows, 'LAN')?.p50Ms)} at home, without the way there and the service itself.`,
  ];
};

export const familyFilm = ({ kinds }: LargeFiles): string[] => {
  const of = (kind: string) => {
    const rows = kinds.find((each) => each.kind === kind)?.rows ?? [];
    return [row(rows, 'WAN direct'), row(rows, 'LAN')].map((each) => rate(each?.mibPerSecond)).join(' from outside, ');
  };
  return [
    `**A film** comes at ${of('down, HTTP/1.1')} at home; a video goes up at ${of('up, HTTP/1.1')} at home. A line of one gigabit carries 119 MiB a second.`,
  ];
};

const slowest = (rows: Revocation['rows']) => Math.max(...rows.map(({ maxMs }) => maxMs));

export const familyShutOut = ({ rows }: Revocation): string[] => {
  const noticed = rows.filter(({ name }) => !name.includes('command'));
  return [
    `**A lost phone that is shut out** stops within ${time(slowest(noticed))}, whatever it has open; the command itself takes ${time(row(rows, 'the whole command, from the shell to its end')?.p50Ms)}. Nobody else notices.`,
  ];
};

export const familyShutOutBusy = ({ rows }: Revocation): string[] => [
  `**The same while the machine is busy** with twice as many programs as it has cores: everything at once within ${time(row(rows, 'everything')?.p50Ms)}, ${time(slowest(rows))} at the most.`,
];

export const familyApp = ({ window }: Enrolment): string[] => {
  const of = (name: string) => time(row(window, name)?.ms);
  return [
    `**The app** shows its first text after ${of('start of the app to its first text')}; an app that shows one word and nothing else takes ${of('start of an app that is one word')} on the same machine. From "yes" to a key that works: ${of('"yes" to installed')}.`,
  ];
};

export const familyMemory = ({ rows }: Footprint): string[] => [
  `**A home that nobody uses** takes ${row(rows, 'memory, together (MB)')?.value} MB of memory and ${row(rows, 'idle, together (% of one core)')?.value} % of one core, and starts in ${time(row(rows, 'start to ready (ms)')?.value)}. It was not measured on a Raspberry Pi.`,
];

export const familyScale = ({ devices, rows }: Scale): string[] => {
  const at = devices.indexOf(10_000);
  if (at < 0) return [];
  return [
    `**With 10,000 devices and 50 services** a home starts in ${time(row(rows, 'latchkey up until ready')?.values[at])}, and a page of its devices takes ${time(row(rows, 'a page of devices')?.values[at])}.`,
  ];
};

export const familyEndurance = ({ seconds, counts }: Endured): string[] => [
  `**Everything at once for ${Math.round(seconds / 60)} minutes** (${(counts.requests ?? 0).toLocaleString('en')} requests, ${(counts['haproxy killed'] ?? 0) + (counts['caddy killed'] ?? 0) + (counts['up killed'] ?? 0)} times a part of the home killed): nothing that the home had acknowledged was lost, and nobody was in who should not be.`,
];
