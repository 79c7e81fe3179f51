/** The next of 1, 2, 5, 10, 20 … that is as large as a wanted size: of bins whose ends people can read. */
export function roundSize(size: number): number {
  if (!(size > 0)) return 1;
  const power = 10 ** Math.floor(Math.log10(size));
  return ([1, 2, 5].find((step) => step * power >= size * (1 - 1e-9)) ?? 10) * power;
}
