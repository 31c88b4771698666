// A row of samples as a small SVG: one bar for each contender (its median), with its range from minimum to maximum.
import type { Row } from './benchmark.js';
import { figure } from './figure.js';
import { summarize } from './statistics.js';

const width = 720;
const labels = 180;
const figures = 110;
const line = 30;

export function plot(row: Row): string {
  const bars = Object.entries(row.samples).map(([name, samples]) => ({ name, ...summarize(samples) }));
  // By the medians: one slow round must not press all bars flat. What lies beyond is cut off, without an end mark.
  const most = Math.max(...bars.map(({ median }) => median * 1.25), Number.MIN_VALUE);
  const x = (value: number) =>
    (labels + Math.min(1, Math.max(0, value) / most) * (width - labels - figures)).toFixed(1);
  const mark = (value: number, y: number) => (value <= most ? `M${x(value)} ${y + 5}v10` : '');
  const height = 34 + bars.length * line;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img">`,
    style,
    `<text x="0" y="16" class="title">${escape(`${row.measure}, ${row.unit} (${row.better} is better)`)}</text>`,
    ...bars.flatMap(({ name, min, median, max }, i) => {
      const y = 30 + i * line;
      const middle = y + 10;
      return [
        `<text x="${labels - 8}" y="${middle + 4}" text-anchor="end">${escape(name)}</text>`,
        `<rect x="${labels}" y="${y}" width="${(Number(x(median)) - labels).toFixed(1)}" height="20" class="${isOurs(name, row) ? 'ours' : 'theirs'}"/>`,
        `<path d="M${x(min)} ${middle}H${x(max)}${mark(min, y)}${mark(max, y)}" class="range"/>`,
        `<text x="${Number(x(max)) + 8}" y="${middle + 4}">${figure(median)}</text>`,
      ];
    }),
    '</svg>\n',
  ].join('\n');
}

/** Variants of ours are named after it: "cq, journal". */
const isOurs = (name: string, { ours = 'cq' }: Row) => name === ours || name.startsWith(`${ours},`);

/** Readable on a light page and on a dark one. */
const style = `<style>
text { font: 13px system-ui, sans-serif; fill: #24292f } .title { font-weight: 600 }
.ours { fill: #0969da } .theirs { fill: #afb8c1 } .range { stroke: #24292f; fill: none }
@media (prefers-color-scheme: dark) { text { fill: #e6edf3 } .theirs { fill: #57606a } .range { stroke: #e6edf3 } }
</style>`;

const escape = (text: string) => text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
