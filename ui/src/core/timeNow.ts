import { useSyncExternalStore } from 'react';

const TICK_MS = 5000;

let listeners = new Set<() => void>();
let timer: ReturnType<typeof setInterval> | undefined;
let now = Date.now() / 1000;

function tick(): void {
  if (document.hidden) return;
  now = Date.now() / 1000;
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners = new Set(listeners).add(listener);
  if (timer === undefined) {
    now = Date.now() / 1000;
    timer = setInterval(tick, TICK_MS);
    document.addEventListener('visibilitychange', tick);
  }
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0) return;
    clearInterval(timer);
    timer = undefined;
    document.removeEventListener('visibilitychange', tick);
  };
}

/** Epoch seconds, moving every five seconds while anybody looks: one clock for all relative times of the page. */
export const useNow = (): number => useSyncExternalStore(subscribe, () => now);
