/** A slice of a whole between two shares of it. */
export type Slice<T> = { item: T; from: number; to: number };

/** The slices of all that is above nothing, in their order from the top clockwise. */
export function slicesOf<T extends { value: number | null }>(items: readonly T[]): Slice<T>[] {
  const present = items.filter(({ value }) => value !== null && value > 0);
  const total = present.reduce((sum, { value }) => sum + value!, 0);
  let from = 0;
  return present.map((item) => {
    const slice = { item, from, to: from + item.value! / total };
    from = slice.to;
    return slice;
  });
}

const point = (share: number, radius: number): string => {
  const angle = share * 2 * Math.PI;
  return `${(radius * Math.sin(angle)).toFixed(3)} ${(-radius * Math.cos(angle)).toFixed(3)}`;
};

/** The outline of a slice around 0 0; one of the whole is a ring of two halves, for an arc can't end where it began. */
export function slicePath(from: number, to: number, outer: number, inner: number): string {
  if (to - from > 0.9999) return `${slicePath(0, 0.5, outer, inner)}${slicePath(0.5, 1, outer, inner)}`;
  const large = to - from > 0.5 ? 1 : 0;
  return `M${point(from, outer)}A${outer} ${outer} 0 ${large} 1 ${point(to, outer)}L${point(to, inner)}A${inner} ${inner} 0 ${large} 0 ${point(from, inner)}Z`;
}
