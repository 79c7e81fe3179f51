/** Steps of a time axis in seconds: those a clock shows. */
const STEPS = [
  0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10_800, 21_600, 43_200, 86_400, 172_800,
  604_800, 1_209_600, 2_592_000,
];

/** Epoch seconds between start and end at round times, at most `most` of them. */
export function timeTicks(start: number, end: number, most: number): { ticks: number[]; step: number } {
  const wanted = (end - start) / Math.max(1, most);
  const step = STEPS.find((candidate) => candidate >= wanted) ?? STEPS.at(-1)!;
  const ticks: number[] = [];
  for (let tick = Math.ceil(start / step) * step; tick <= end; tick += step) ticks.push(tick);
  return { ticks, step };
}
