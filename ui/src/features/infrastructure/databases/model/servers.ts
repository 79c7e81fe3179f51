import { valuesByServer } from './byServer';
import type { Figures } from '../../panels/model/values';

/** A server of a technology: `up` is undefined when it tells nothing any more. */
export type Server = { instance: string; job: string; up: boolean | undefined };

/** All servers seen within a day: those that don't answer first, then those that went silent, then by name. An instance two jobs watch is one. */
export function serversOf(figures: Figures): Server[] {
  const alive = valuesByServer(figures.now ?? []);
  const servers = new Map<string, Server>();
  for (const { labels } of figures.known ?? []) {
    const { instance = '', job = '' } = labels;
    const value = alive.get(`${instance} ${job}`);
    const up = value === undefined ? undefined : value > 0;
    const known = servers.get(instance);
    if (!known || (known.up === undefined && up !== undefined)) servers.set(instance, { instance, job, up });
  }
  return [...servers.values()].toSorted((a, b) => rank(a) - rank(b) || a.instance.localeCompare(b.instance, 'en', { numeric: true }));
}

const rank = ({ up }: Server): number => (up === false ? 0 : up === undefined ? 1 : 2);
