/** Joins single questions that come within `gatherMs` into one. What the answer leaves out is undefined. */
export function inBatches<Value>(ask: (keys: readonly string[]) => Promise<ReadonlyMap<string, Value>>, gatherMs: number): (key: string) => Promise<Value | undefined> {
  let waiting = new Set<string>();
  let next: Promise<ReadonlyMap<string, Value>> | undefined;
  return async (key) => {
    waiting.add(key);
    next ??= new Promise<void>((resolve) => setTimeout(resolve, gatherMs)).then(() => {
      const keys = [...waiting];
      waiting = new Set();
      next = undefined;
      return ask(keys);
    });
    return (await next).get(key);
  };
}
