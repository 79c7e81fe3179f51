/// <reference lib="webworker" />
import { EventHub } from './hub';
import type { ToWorker } from './subscribe';

/**
 * Holds the event streams of all tabs. HTTP/1.1 gives a browser six connections per host over all its tabs: with a stream per
 * tab, the sixth tab would freeze the product.
 */
const hub = new EventHub();

(self as unknown as SharedWorkerGlobalScope).onconnect = (connection) => {
  const port = connection.ports[0]!;
  let leave: (() => void) | undefined;
  port.onmessage = ({ data }: MessageEvent<ToWorker>) => {
    leave?.();
    leave = data.kind === 'open' ? hub.subscribe(data.url, data.names, (message) => port.postMessage(message)) : undefined;
  };
  // A tab that crashed says no goodbye; browsers that can tell fire `close` on its port.
  port.addEventListener('close', () => leave?.());
};
