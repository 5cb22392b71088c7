/** The figures as pictures: SVG, drawn without a browser. */
import { BarChart, LineChart } from 'echarts/charts';
import { GridComponent, LegendComponent, TitleComponent } from 'echarts/components';
import { init, use } from 'echarts/core';
import { SVGRenderer } from 'echarts/renderers';
import type { DataPath, Revocation, Scale } from './report.ts';

use([BarChart, LineChart, GridComponent, LegendComponent, TitleComponent, SVGRenderer]);

const WIDTH = 820;
const LEGEND = { bottom: 0, itemGap: 38 };
/** Colours that stay apart for people who see few. */
const COLOURS = ['#0072b2', '#e69f00', '#009e73', '#cc79a7', '#d55e00', '#56b4e9', '#5b5b5b'];

function draw(title: string, height: number, option: Record<string, unknown>): string {
  const chart = init(null, null, { renderer: 'svg', ssr: true, width: WIDTH, height });
  chart.setOption({
    animation: false,
    color: COLOURS,
    backgroundColor: '#ffffff',
    title: { text: title, left: 'center', textStyle: { fontSize: 15 } },
    ...option,
  });
  const svg = chart.renderToSVGString();
  chart.dispose();
  // What answers a pointer is nothing in a picture; what it shows is to be read aloud too.
  const still = svg.replace(/<style[^>]*>.*?<\/style>\n?/s, '').replace(/ class="[^"]*"/g, '');
  return `${still.replace(/(<svg[^>]*)>/, `$1 role="img" aria-label="${title}">`)}\n`;
}

interface Bars {
  readonly title: string;
  readonly unit: string;
  readonly names: readonly string[];
  readonly series: readonly { readonly name: string; readonly values: readonly number[] }[];
}

function bars({ title, unit, names, series }: Bars): string {
  // Without a browser nothing knows how wide a text is.
  const widest = Math.max(...names.map(({ length }) => length));
  const height = 110 + names.length * (20 + 18 * series.length);
  return draw(title, height, {
    legend: LEGEND,
    grid: { left: widest * 7.5, right: 60, top: 40, bottom: 60 },
    xAxis: { type: 'value', name: unit, nameLocation: 'middle', nameGap: 24 },
    yAxis: { type: 'category', data: names, inverse: true },
    series: series.map(({ name, values }) => ({
      type: 'bar',
      name,
      data: values,
      label: { show: true, position: 'right' },
    })),
  });
}

/** Requests per second of each way, for each load. */
export function plotDataPath({ loads }: DataPath): string {
  const names = loads[0]?.rows.map(({ name }) => name) ?? [];
  const series = loads.map(({ load, rows }) => ({ name: load, values: rows.map(({ perSecond }) => perSecond) }));
  return bars({ title: 'Requests per second', unit: 'requests/s, more is better', names, series });
}

/** How long a device that is shut out goes on. */
export function plotRevocation({ rows }: Revocation): string {
  const shown = rows.filter(({ name }) => !name.includes('command'));
  return bars({
    title: 'From the decision to shut out until the device notices',
    unit: 'ms, less is better',
    names: shown.map(({ name }) => name),
    series: [
      { name: 'p50', values: shown.map(({ p50Ms }) => p50Ms) },
      { name: 'max', values: shown.map(({ maxMs }) => maxMs) },
    ],
  });
}

/** The rows of the plot about scale: what people wait for, and what the home does by itself. */
const SCALED = [
  'a request at the client-auth check',
  'a device enrols',
  'shut out',
  'a page of devices',
  'active set, a glance',
  'active set, a whole look',
  'latchkey up until ready',
];

/** Time over devices, both in powers of ten. */
export function plotScale({ devices, rows }: Scale): string {
  const shown = rows.filter(({ name }) => SCALED.includes(name));
  return draw('What grows with the number of devices', 480, {
    legend: LEGEND,
    grid: { left: 50, right: 40, top: 50, bottom: 120 },
    xAxis: { type: 'log', name: 'devices', nameLocation: 'middle', nameGap: 24, min: Math.min(...devices) },
    yAxis: { type: 'log', name: 'ms' },
    series: shown.map(({ name, values }) => ({
      type: 'line',
      name,
      // A logarithm has no zero: what took less than could be measured is drawn at the bottom.
      data: devices.map((count, i) => [count, Math.max(values[i] ?? 0, 0.001)]),
    })),
  });
}
