/** A time in which there were samples without a gap, in epoch seconds; without `end` it still goes on. */
export type Run = { time: number; end?: number };

/** The times in which a series has a value that is not 0, `step` seconds apart at most. What lasts to the last time goes on. */
export function runsOf(times: readonly number[], values: readonly (number | null)[], step: number): Run[] {
  const runs: { time: number; end: number }[] = [];
  times.forEach((time, i) => {
    const value = values[i];
    if (value === null || value === undefined || value === 0) return;
    const last = runs.at(-1);
    if (last && time - last.end <= step * 1.5) last.end = time;
    else runs.push({ time, end: time });
  });
  const newest = times.at(-1);
  return runs.map(({ time, end }) => (end === newest ? { time } : { time, end: Math.max(end, time + step) }));
}

/** A band over most of the chart would hide more than it says. */
const MOST_OF_RANGE = 1 / 3;

/** The runs as marks: short ones as they are, long ones only where they begin, and none for what began before the range. */
export function markedRuns(runs: readonly Run[], { start, end }: { start: number; end: number }, step: number): Run[] {
  return runs
    .filter(({ time }) => time > start + step)
    .map((run) => ((run.end ?? end) - run.time > (end - start) * MOST_OF_RANGE ? { time: run.time, end: run.time + step } : run));
}
