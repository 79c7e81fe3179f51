import type { ChartData } from './types';

const STEPS = 60;
const STEP_SECONDS = 60;
const START = 1_767_225_600;

/** A chart of the gallery: waves of known shape, so that every picture of it is the same. */
export function sampleChart(names: readonly string[], unit: string, scale: number, gap = false): ChartData {
  const times = Array.from({ length: STEPS }, (_, i) => START + i * STEP_SECONDS);
  const value = (i: number, at: number) => scale * (1 + 0.35 * Math.sin(at / 6 + i * 1.7) + 0.12 * Math.sin(at * 1.3 + i)) * (1 + i * 0.4);
  return {
    start: START,
    end: START + STEPS * STEP_SECONDS,
    times,
    unit,
    series: names.map((name, i) => ({
      key: name,
      label: name,
      color: `--s${i + 1}`,
      values: times.map((_, at) => (gap && i === 0 && at > 24 && at < 32 ? null : Math.round(value(i, at)))),
    })),
  };
}
