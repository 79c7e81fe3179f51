/** Steps people can read off a clock, in seconds. */
const STEPS = [1, 2, 5, 10, 15, 20, 30, 60, 120, 300, 600, 900, 1200, 1800, 3600, 7200, 10_800, 14_400, 21_600, 43_200, 86_400, 172_800, 604_800];

/** Nothing is scraped or derived more often by default: finer steps would only repeat samples. */
export const DEFAULT_MIN_STEP = 10;
/** A point every so many pixels: closer ones can't be told apart, and each has to be computed. */
const POINT_PX = 3;
/** The server computes no more points of a series, as Prometheus. */
const MOST_POINTS = 11_000;

/** The distance of points in seconds for a range drawn so many pixels wide: the next of STEPS, never below `minimum`. */
export function chooseStep(rangeSeconds: number, widthPx: number, minimum: number): number {
  const wanted = rangeSeconds / Math.max(50, widthPx / POINT_PX);
  const least = Math.max(minimum, rangeSeconds / MOST_POINTS);
  if (wanted <= least && minimum >= rangeSeconds / MOST_POINTS) return minimum;
  const step = STEPS.find((each) => each >= wanted && each >= least);
  return step ?? Math.ceil(Math.max(wanted, least) / 604_800) * 604_800;
}

/** The range on whole steps, so that the same samples are computed at every refresh and answers can be kept. */
export function alignRange({ start, end }: { start: number; end: number }, step: number): { start: number; end: number } {
  const first = Math.ceil(start / step) * step;
  return { start: first, end: Math.max(first, Math.floor(end / step) * step) };
}

const UNITS: [string, number][] = [['w', 604_800], ['d', 86_400], ['h', 3600], ['m', 60], ['s', 1]];
const DURATION = /^(?:\d+(?:ms|[smhdwy]))+$/;
const PART = /(\d+)(ms|[smhdwy])/g;
const SECONDS: Record<string, number> = { ms: 0.001, s: 1, m: 60, h: 3600, d: 86_400, w: 604_800, y: 31_536_000 };

/** Seconds of `30s`, `1h30m` or `90`; undefined for anything else and for nothing. */
export function readDuration(text: string): number | undefined {
  if (/^\d+(?:\.\d+)?$/.test(text)) return Number(text) || undefined;
  if (!DURATION.test(text)) return undefined;
  let seconds = 0;
  for (const [, count, unit] of text.matchAll(PART)) seconds += Number(count) * SECONDS[unit!]!;
  return seconds || undefined;
}

/** Seconds as PromQL writes them: `15s`, `1m30s`, `2h`. */
export function writeDuration(seconds: number): string {
  if (seconds < 1) return `${Math.round(seconds * 1000)}ms`;
  let left = Math.round(seconds);
  let text = '';
  for (const [unit, size] of UNITS) {
    const count = Math.floor(left / size);
    if (count > 0) text += `${count}${unit}`;
    left -= count * size;
  }
  return text;
}
