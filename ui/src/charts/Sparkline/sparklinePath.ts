const PADDING = 2;

export type SparklinePaths = { line: string; area: string };

/**
 * The newest `slots` values as a line and the area under it, scaled from 0 to `top` (the largest value when not given). A gap
 * stays a gap; undefined when there are not two points to join.
 */
export function sparklinePath(values: readonly (number | null)[], slots: number, width: number, height: number, top?: number): SparklinePaths | undefined {
  const recent = values.slice(-slots);
  const step = width / Math.max(1, slots - 1);
  const max = top ?? Math.max(0, ...recent.map((value) => value ?? 0));
  const runs = runsOf(recent).map(({ start, values: run }) =>
    run.map((value, i) => {
      const x = (slots - recent.length + start + i) * step;
      const y = height - PADDING - (max > 0 ? (Math.min(value, max) / max) * (height - 2 * PADDING) : 0);
      return { x: x.toFixed(1), y: y.toFixed(1) };
    }),
  );
  if (runs.flat().length < 2) return undefined;
  const lines = runs.map((run) => `M${run.map(({ x, y }) => `${x},${y}`).join('L')}`);
  // A point between two gaps is drawn as a dot: a line of no length with round ends.
  const line = lines.map((each, i) => (runs[i]!.length === 1 ? `${each}h0` : each)).join('');
  const area = lines.map((each, i) => `${each}L${runs[i]!.at(-1)!.x},${height}L${runs[i]![0]!.x},${height}Z`).join('');
  return { line, area };
}

/** Values that follow one another without a gap, and where they begin. */
function runsOf(values: readonly (number | null)[]): { start: number; values: number[] }[] {
  const runs: { start: number; values: number[] }[] = [];
  values.forEach((value, i) => {
    if (value === null) return;
    const last = runs.at(-1);
    if (last && last.start + last.values.length === i) last.values.push(value);
    else runs.push({ start: i, values: [value] });
  });
  return runs;
}
