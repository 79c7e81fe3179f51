const PADDING = 2;

/** The line through the newest values, scaled from 0 to the largest; undefined when there are not two points to join. */
export function sparklinePath(
  values: readonly (number | null)[],
  slots: number,
  width: number,
  height: number,
): { path: string; left: string; right: string } | undefined {
  const recent = values.slice(-slots);
  const step = width / (slots - 1);
  const max = Math.max(...recent.map((value) => value ?? 0));
  const points = recent.flatMap((value, i) => {
    if (value === null) return [];
    const x = (slots - recent.length + i) * step;
    const y = height - PADDING - (max > 0 ? (value / max) * (height - 2 * PADDING) : 0);
    return [{ x: x.toFixed(1), y: y.toFixed(1) }];
  });
  if (points.length < 2) return undefined;
  return { path: `M${points.map(({ x, y }) => `${x},${y}`).join('L')}`, left: points[0]!.x, right: points.at(-1)!.x };
}
