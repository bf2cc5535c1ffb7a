// Drawings as strings of SVG: pure. Only numbers and our own words go into them.

import { fixed, times } from "./words.js";

const percent = (share) => `${(100 * Math.min(1, Math.max(0, share))).toFixed(2)}%`;
/** A round number of divisions, at most six. */
function stepOf(most) {
  const rough = most / 5;
  const power = 10 ** Math.floor(Math.log10(rough));
  return [1, 2, 5, 10].map((digit) => digit * power).find((step) => step >= rough) ?? rough;
}

/**
 * What was predicted and what was measured on one scale from 0.
 * @param {{ label: string, measured: import("./grade.js").Measured }[]} rows
 * @param {number | null} predicted
 */
export function scale(rows, predicted) {
  const most = 1.08 * Math.max(predicted ?? 0, 1, ...rows.map(({ measured }) => Math.min(measured.high, 1.3 * measured.value)));
  const at = (value) => percent(value / most);
  const anchor = (value) => (value > most * 0.55 ? 'text-anchor="end"' : "");
  const parts = [];
  let y = 4;
  if (predicted !== null) {
    parts.push(`<text x="${at(predicted)}" y="${y + 12}" ${anchor(predicted)} class="t-pencil">you ${times(predicted)}</text>`,
      `<svg x="${at(predicted)}" y="${y + 24}" width="1" height="1"><path d="M-5 -5L5 5M5 -5L-5 5" stroke="var(--pencil)" stroke-width="2.2"/></svg>`);
    y += 38;
  }
  for (const { label, measured: { value, low, high } } of rows) {
    parts.push(`<text x="${at(value)}" y="${y + 12}" ${anchor(value)} class="t-lab">${label} ${times(value)}</text>`,
      `<line x1="${at(low)}" x2="${at(high)}" y1="${y + 24}" y2="${y + 24}" stroke="var(--ink)" stroke-width="2"/>`,
      `<circle cx="${at(value)}" cy="${y + 24}" r="4.5" fill="var(--ink)"/>`);
    y += 38;
  }
  parts.push(`<line x1="0" x2="100%" y1="${y}.5" y2="${y}.5" class="axisline"/>`);
  const step = stepOf(most);
  for (let tick = 0; tick <= most; tick += step) {
    const place = tick === 0 ? "" : tick > most * 0.95 ? 'text-anchor="end"' : 'text-anchor="middle"';
    parts.push(`<rect x="${at(tick)}" y="${y}" width="1" height="6" fill="var(--edge)"/>`,
      `<text x="${at(tick)}" y="${y + 20}" ${place} class="t-axis">${Number(tick.toPrecision(3))}</text>`);
  }
  const said = predicted === null ? "" : `you predicted ${fixed(predicted)}; `;
  const words = rows.map(({ label, measured: { value, low, high } }) => `${label} ${fixed(value)}, ${fixed(low)} to ${fixed(high)}`);
  return `<svg width="100%" height="${y + 26}" role="img" aria-label="On a scale from 0 to ${fixed(most, 1)} times: ${said}${words.join("; ")}.">${parts.join("")}</svg>`;
}

/** Most pieces that are drawn one by one. */
const MOST_PIECES = 1200;

/**
 * The lanes of a run: a lane is a worker, its length is time.
 * @param {import("../../every-core").RunReport} run
 */
export function lanes({ workers, perWorker, tileLog, elapsedMs, joinedMs }) {
  const height = Math.max(2, Math.min(12, Math.floor(220 / workers)));
  const gap = height > 5 ? 2 : height > 2 ? 1 : 0;
  const at = (ms) => percent(ms / elapsedMs);
  const rect = (lane, from, to, fill) =>
    `<rect x="${at(from)}" y="${lane * (height + gap)}" width="${percent(Math.max(0, to - from) / elapsedMs)}" height="${height}" fill="${fill}"/>`;
  const parts = [];
  for (const { worker, beginMs, endMs } of perWorker) {
    const colour = `var(--w${workers > 1 ? Math.round((7 * worker) / (workers - 1)) : 0})`;
    parts.push(rect(worker, 0, beginMs, "url(#ph-dispatch)"), rect(worker, endMs, joinedMs, "url(#ph-tail-s)"),
      rect(worker, joinedMs, elapsedMs, "url(#ph-join)"));
    if (tileLog.length <= MOST_PIECES) {
      parts.push(rect(worker, beginMs, endMs, "var(--ph-gap)"));
      for (const tile of tileLog) if (tile.worker === worker) parts.push(rect(worker, tile.beginMs, tile.endMs, colour));
    } else {
      parts.push(rect(worker, beginMs, endMs, colour));
    }
  }
  const waits = perWorker.map(({ beginMs, endMs }) => beginMs + joinedMs - endMs);
  const idle = waits.reduce((sum, wait) => sum + wait, 0) / (workers * elapsedMs);
  return `<svg width="100%" height="${workers * (height + gap)}" role="img" aria-label="${workers} lanes, one for each worker; on average a worker waits for ${Math.round(100 * idle)}% of the run.">${parts.join("")}</svg>`;
}
