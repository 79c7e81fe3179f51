type Values = ArrayLike<number | null | undefined>;

const known = new WeakMap<object, number[] | null>();

/** The samples without a neighbour on either side: no line goes through them, so they need a dot to be seen. Null when there are none. */
export function isolated(values: Values): number[] | null {
  const before = known.get(values);
  if (before !== undefined) return before;
  const found: number[] = [];
  for (let i = 0; i < values.length; i += 1) {
    if (values[i] != null && values[i - 1] == null && values[i + 1] == null) found.push(i);
  }
  const answer = found.length > 0 ? found : null;
  known.set(values, answer);
  return answer;
}
