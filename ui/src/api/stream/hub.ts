/** What a subscriber hears: events of the stream, how the connection stands, and that the stream began anew with a hole before it. */
export type StreamMessage = { kind: 'event'; name: string; data: string } | { kind: 'state'; state: StreamState } | { kind: 'anew' };
export type StreamState = 'connecting' | 'open' | 'lost';
export type StreamListener = (message: StreamMessage) => void;

/** The part of EventSource the hub needs, so that a test can stand in for the browser. */
export type EventStream = {
  readonly readyState: number;
  addEventListener(type: string, listener: (event: Event) => void): void;
  close(): void;
};

type Stream = { source: EventStream; listeners: Set<StreamListener>; state: StreamState; retryMs: number; timer?: ReturnType<typeof setTimeout> };

const CLOSED = 2;
const FIRST_RETRY_MS = 1000;
const LONGEST_RETRY_MS = 30_000;

/**
 * One event stream per address, shared by all who subscribe to it. The browser itself reconnects after a cut line and goes on
 * where it was (Last-Event-ID); after an error answer it gives up, so the hub begins anew, with growing pauses between tries.
 */
export class EventHub {
  private readonly streams = new Map<string, Stream>();

  constructor(private readonly open: (url: string) => EventStream = (url) => new EventSource(url)) {}

  /** Starts listening to the named events of an address; the answer stops it. The last to leave closes the stream. */
  subscribe(url: string, names: readonly string[], listener: StreamListener): () => void {
    let stream = this.streams.get(url);
    if (!stream) {
      stream = { source: this.open(url), listeners: new Set(), state: 'connecting', retryMs: FIRST_RETRY_MS };
      this.streams.set(url, stream);
      this.listen(url, names, stream);
    }
    stream.listeners.add(listener);
    listener({ kind: 'state', state: stream.state });
    return () => this.leave(url, listener);
  }

  private listen(url: string, names: readonly string[], stream: Stream, anew = false): void {
    const { source } = stream;
    source.addEventListener('open', () => {
      stream.retryMs = FIRST_RETRY_MS;
      this.tell(stream, 'open');
      if (anew) for (const listener of stream.listeners) listener({ kind: 'anew' });
    });
    source.addEventListener('error', () => {
      this.tell(stream, 'lost');
      if (source.readyState !== CLOSED || stream.timer !== undefined) return;
      stream.timer = setTimeout(() => this.reopen(url, names, stream), stream.retryMs);
      stream.retryMs = Math.min(stream.retryMs * 2, LONGEST_RETRY_MS);
    });
    for (const name of names) {
      source.addEventListener(name, (event) => {
        const { data } = event as MessageEvent<string>;
        for (const listener of stream.listeners) listener({ kind: 'event', name, data });
      });
    }
  }

  private reopen(url: string, names: readonly string[], stream: Stream): void {
    stream.timer = undefined;
    stream.source = this.open(url);
    this.listen(url, names, stream, true);
  }

  private tell(stream: Stream, state: StreamState): void {
    stream.state = state;
    for (const listener of stream.listeners) listener({ kind: 'state', state });
  }

  private leave(url: string, listener: StreamListener): void {
    const stream = this.streams.get(url);
    if (!stream?.listeners.delete(listener) || stream.listeners.size > 0) return;
    clearTimeout(stream.timer);
    stream.source.close();
    this.streams.delete(url);
  }
}
