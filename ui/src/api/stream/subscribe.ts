import { EventHub, type StreamListener, type StreamMessage } from './hub';

/** What a tab says to the worker. */
export type ToWorker = { kind: 'open'; url: string; names: string[] } | { kind: 'close' };

/** Listens to a stream through the browser's one shared worker, or from this tab where there is none. Returns what ends it. */
export function subscribe(url: string, names: string[], listener: StreamListener): () => void {
  return typeof SharedWorker === 'undefined' ? subscribeFromTab(url, names, listener) : subscribeThroughWorker(url, names, listener);
}

function subscribeThroughWorker(url: string, names: string[], listener: StreamListener): () => void {
  const worker = new SharedWorker(new URL('./stream.worker.ts', import.meta.url), { type: 'module', name: 'sardonyx-streams' });
  const say = (message: ToWorker) => worker.port.postMessage(message);
  const open = () => say({ kind: 'open', url, names });
  const close = () => say({ kind: 'close' });
  // A page kept in the back/forward cache must not hold the stream open, and takes it up again on return.
  const restore = (event: PageTransitionEvent) => event.persisted && open();
  worker.port.onmessage = ({ data }: MessageEvent<StreamMessage>) => listener(data);
  addEventListener('pagehide', close);
  addEventListener('pageshow', restore);
  open();
  return () => {
    removeEventListener('pagehide', close);
    removeEventListener('pageshow', restore);
    close();
    worker.port.close();
  };
}

const tabHub = new EventHub();

/** Without a shared worker only the visible tab keeps a stream, so that hidden ones cannot use up the connections. */
function subscribeFromTab(url: string, names: string[], listener: StreamListener): () => void {
  let leave: (() => void) | undefined;
  const follow = () => {
    leave?.();
    leave = document.visibilityState === 'visible' ? tabHub.subscribe(url, names, listener) : undefined;
  };
  document.addEventListener('visibilitychange', follow);
  follow();
  return () => {
    document.removeEventListener('visibilitychange', follow);
    leave?.();
  };
}
