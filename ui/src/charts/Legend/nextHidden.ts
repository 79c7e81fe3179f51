/** Which series are hidden after a click on one: only it stays (or all come back); with `toggle` just that one switches. */
export function nextHidden(keys: readonly string[], hidden: ReadonlySet<string>, clicked: string, toggle: boolean): ReadonlySet<string> {
  if (toggle) {
    const next = new Set(hidden);
    if (!next.delete(clicked)) next.add(clicked);
    return next;
  }
  const alone = keys.every((key) => (key === clicked) !== hidden.has(key));
  return alone ? new Set() : new Set(keys.filter((key) => key !== clicked));
}
