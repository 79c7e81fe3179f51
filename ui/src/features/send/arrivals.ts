/** Records of one service since the server counts. */
export type Counted = { name: string; spans: number; logs: number };

/** What came from one service since the page was opened; `at` is when more was last noticed, epoch seconds. */
export type Arrival = Counted & { at: number; isNew: boolean };

export type Arrivals = {
  /** Counts of known services at the first look. They contain what came just before, so they are taken off. */
  baseline: ReadonlyMap<string, Counted>;
  /** Services that had reported before the page was opened. */
  known: ReadonlySet<string>;
  list: readonly Arrival[];
};

/** The name under which Sardonyx reports about itself: it always does, so it is no answer to "did mine arrive?". */
export const OWN_SERVICE = 'sardonyx';

const others = (services: readonly Counted[]) => services.filter(({ name }) => name !== OWN_SERVICE);

/** What is there already. A service nobody knew has come by now, however soon after the page was opened. */
export function begin(first: readonly Counted[], known: Iterable<string>): Arrivals {
  const names = new Set(known);
  const before = others(first).filter(({ name }) => names.has(name));
  return { baseline: new Map(before.map((service) => [service.name, service])), known: names, list: [] };
}

/** The state after another look. A count that fell (the server dropped old data) is no arrival. */
export function advance(state: Arrivals, services: readonly Counted[], at: number): Arrivals {
  const before = new Map(state.list.map((arrival) => [arrival.name, arrival]));
  const list = others(services).flatMap((service) => {
    const base = state.baseline.get(service.name);
    const spans = Math.max(0, service.spans - (base?.spans ?? 0));
    const logs = Math.max(0, service.logs - (base?.logs ?? 0));
    if (spans + logs === 0) return [];
    const earlier = before.get(service.name);
    const grew = !earlier || spans > earlier.spans || logs > earlier.logs;
    return [{ name: service.name, spans, logs, at: grew ? at : earlier.at, isNew: !state.known.has(service.name) }];
  });
  return { ...state, list };
}

/** What was waited for: the named service, or one nobody knew before. The named one comes first. */
export function received(list: readonly Arrival[], wanted: string): Arrival[] {
  return list.filter(({ name, isNew }) => name === wanted || isNew).toSorted((a, b) => Number(b.name === wanted) - Number(a.name === wanted) || b.at - a.at);
}

/** "12 spans and 1 log record". */
export function amounts({ spans, logs }: { spans: number; logs: number }): string {
  const count = (n: number, one: string, many: string) => (n > 0 ? [`${n} ${n === 1 ? one : many}`] : []);
  return [...count(spans, 'span', 'spans'), ...count(logs, 'log record', 'log records')].join(' and ');
}
