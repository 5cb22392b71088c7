/** What the figures mean for people who wait: a line each, for whoever reads no tables. */
import type {
  Commands,
  DataPath,
  Endured,
  Enrolment,
  Footprint,
  LargeFiles,
  PageOpened,
  Revocation,
  Scale,
} from './report.ts';

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
    `**A page of a service from outside** (60 files, 2.5 MB, ${distanceMs} ms away) is there after ${time(outside?.cold)} at the first visit, and after ${time(outside?.warm)} when the connection is open. With Caddy alone and the same certificate the page takes ${time(bare?.cold)} and ${time(bare?.warm)}. A real line adds its own slow start to both.`,
  ];
};

export const familyRequest = ({ loads }: DataPath): string[] => {
  const rows = loads.find(({ load }) => load.includes('one at a time'))?.rows ?? [];
  return [
    `**A click that asks for something small** takes ${time(row(rows, 'WAN direct')?.p50Ms)} from outside and ${time(row(rows, 'LAN')?.p50Ms)} at home; through Caddy alone it takes ${time(row(rows, 'bare Caddy with mTLS')?.p50Ms)}. Your line and your service add their own time.`,
  ];
};

export const familyFilm = ({ kinds }: LargeFiles): string[] => {
  const of = (kind: string) => {
    const rows = kinds.find((each) => each.kind === kind)?.rows ?? [];
    return [row(rows, 'WAN direct'), row(rows, 'LAN')].map((each) => rate(each?.mibPerSecond)).join(' from outside, ');
  };
  return [
    `**A film in a browser** (HTTP/2) comes at ${of('down, HTTP/2')} at home; a video goes up at ${of('up, HTTP/2')} at home. Programs that speak HTTP/1.1 get ${of('down, HTTP/1.1')} at home. A line of one gigabit carries 119 MiB a second.`,
  ];
};

const slowest = (rows: Revocation['rows']) => Math.max(...rows.map(({ maxMs }) => maxMs));

export const familyShutOut = ({ rows, othersDisturbed }: Revocation): string[] => {
  const noticed = rows.filter(({ name }) => !name.includes('command'));
  return [
    `**A lost phone that is shut out**: from the decision on, whatever it has open ends within ${time(slowest(noticed))}; the command takes ${time(row(rows, 'the whole command, from the shell to its end')?.p50Ms)} from the shell to its end. ${othersDisturbed === 0 ? 'No connection of another device was disturbed.' : `${othersDisturbed} connections of another device were disturbed.`}`,
  ];
};

export const familyShutOutBusy = ({ rows }: Revocation): string[] => [
  `**The same while the machine is busy** with twice as many programs as it has cores: everything that is open ends after ${time(row(rows, 'everything')?.p50Ms)} as a rule, and after ${time(slowest(rows))} at the most.`,
];

export const familyApp = ({ window, isElectron = false }: Enrolment): string[] => {
  const of = (name: string) => time(row(window, name)?.ms);
  return [
    `**The app**${isElectron ? '' : ' (not measured on real Electron: its stand-in, the app on Node with Chromium as the window, is in its place)'} shows its first text after ${of('start of the app to its first text')}; an app that shows one word and nothing else takes ${of('start of an app that is one word')} there. From "yes" until the key is in the browser’s store: ${of('"yes" to installed')}.`,
  ];
};

export const familyMemory = ({ rows }: Footprint): string[] => [
  `**A home that nobody uses** takes ${row(rows, 'memory, together (MB)')?.value} MB of memory and ${row(rows, 'idle, together (% of one core)')?.value} % of one core, and starts in ${time(row(rows, 'start to ready (ms)')?.value)} with two services and a hand-written site. It was not measured on a Raspberry Pi.`,
];

export const familyCommands = ({ rows }: Commands): string[] => [
  `**A command** such as \`latchkey devices\` answers after ${time(row(rows, 'latchkey devices')?.ms)}, the Tab key after ${time(row(rows, 'Tab for a name')?.ms)}; Node itself takes ${time(row(rows, 'node -e 0')?.ms)} to do nothing.`,
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
