type Task = { run: () => void; signal: AbortSignal };

/** Lets so many tasks run at once; the others wait in the order they came. Who is aborted while waiting never begins. */
export function createGate(most: number) {
  const waiting: Task[] = [];
  let running = 0;

  const next = (): void => {
    while (running < most) {
      const task = waiting.shift();
      if (!task) return;
      if (!task.signal.aborted) task.run();
    }
  };

  return function through<T>(work: () => Promise<T>, signal: AbortSignal): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
      const run = () => {
        running += 1;
        work().then(resolve, reject).finally(() => {
          running -= 1;
          next();
        });
      };
      waiting.push({ run, signal });
      next();
    });
  };
}

/** Browsers open six connections to a server over HTTP/1.1, and the event stream has one of them. */
const MOST_REQUESTS = 5;

/** All panels ask through this gate. */
export const gate = createGate(MOST_REQUESTS);
