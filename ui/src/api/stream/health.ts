import type { StreamListener } from './hub';
import { subscribe } from './subscribe';

/** All events of it: who shares a stream must name the same ones. */
const NAMES = ['counts', 'state', 'result', 'gone', 'incident'];

/** Listens to what happens to monitors and incidents; with an id, also to every check of that monitor. Returns what ends it. */
export const subscribeToHealth = (listener: StreamListener, id?: string): (() => void) =>
  subscribe(id === undefined ? '/rest/health/stream' : `/rest/health/stream?ids=${encodeURIComponent(id)}`, NAMES, listener);
