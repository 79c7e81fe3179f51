/**
 * How many of a page's queries are under way at once. A page asks dozens: all together they would take every place the server has for
 * queries (`query.at_once`), be refused in part, and keep other visitors waiting.
 */
const AT_ONCE = 4;

/** Lets so many tasks run at once; the others wait for their turn, first come first served. One that is no longer wanted leaves the queue. */
export function takingTurns(atOnce: number) {
  let running = 0;
  const waiting: (() => void)[] = [];
  const next = () => {
    const first = waiting.shift();
    // The place is handed over: nobody who comes meanwhile may take it.
    if (first) first();
    else running -= 1;
  };
  return async <T>(task: () => Promise<T>, signal: AbortSignal): Promise<T> => {
    if (running >= atOnce) await place(waiting, signal);
    else running += 1;
    try {
      signal.throwIfAborted();
      return await task();
    } finally {
      next();
    }
  };
}

function place(waiting: (() => void)[], signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const leave = () => {
      waiting.splice(waiting.indexOf(enter), 1);
      reject(signal.reason as Error);
    };
    const enter = () => {
      signal.removeEventListener('abort', leave);
      resolve();
    };
    signal.addEventListener('abort', leave, { once: true });
    waiting.push(enter);
  });
}

/** All queries of pages take turns with each other. */
export const inTurn = takingTurns(AT_ONCE);
