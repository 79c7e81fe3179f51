import { rowsBy, type Figures } from '../../panels/model/values';

/** All processes of one name together. */
export type Process = {
  name: string;
  /** Cores used: 1.5 is one and a half. */
  cpu: number | undefined;
  memory: number | undefined;
  /** The most memory within the time range. */
  peak: number | undefined;
  /** Bytes more than a whole time range before; of one that was not there then, all of it. */
  grown: number | undefined;
  count: number | undefined;
  threads: number | undefined;
  faults: number | undefined;
};

const NAMES = ['cpu', 'memory', 'before', 'peak', 'count', 'threads', 'faults'];

/** Groups of processes that were there. Growth is not told while nothing at all was measured a range ago. */
export function processesOf(figures: Figures): Process[] {
  const measuredBefore = (figures.before ?? []).length > 0;
  return rowsBy(figures, NAMES, ['groupname'])
    .map(({ labels, figures: { cpu, memory, before, peak, count, threads, faults } }) => ({
      name: labels.groupname ?? '',
      cpu,
      memory,
      peak,
      grown: memory === undefined || !measuredBefore ? undefined : memory - (before ?? 0),
      count,
      threads,
      faults,
    }))
    .filter(({ cpu, memory, peak }) => (cpu ?? 0) > 0 || (memory ?? 0) > 0 || (peak ?? 0) > 0);
}
