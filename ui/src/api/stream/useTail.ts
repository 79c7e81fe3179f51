import { useCallback, useEffect, useRef, useState } from 'react';
import { thousands } from '@/core/format';
import { subscribe } from './subscribe';
import { TailBuffer, type TailItem } from './tailBuffer';
import type { StreamMessage, StreamState } from './hub';

const CAPACITY = 10_000;
const TICK_MS = 1000;
/** Senders deliver in batches: a rate over one second would jump between nothing and everything. */
const RATE_TICKS = 5;

export type Tail<Row> = {
  /** Newest first. */
  rows: readonly TailItem<Row>[];
  /** Lines waiting while the reader holds the list still. */
  held: number;
  /** Lines per second as they arrive, held and skipped ones included. */
  rate: number;
  state: StreamState;
  hold: (holding: boolean) => void;
};

type Options<Row> = { url: string; parse: (data: string) => Row; older?: readonly Row[] };

/**
 * A live list fed by a tail of the server (events `log` and `gap`): at most one render per animation frame, however fast lines
 * arrive. `older` is put below once.
 */
export function useTail<Row extends { id: string }>({ url, parse, older }: Options<Row>): Tail<Row> {
  const buffer = useRef(new TailBuffer<Row>(CAPACITY));
  const filled = useRef<TailBuffer<Row>>(null);
  const frame = useRef(0);
  const [view, setView] = useState<{ rows: readonly TailItem<Row>[]; held: number }>({ rows: [], held: 0 });
  const [rate, setRate] = useState(0);
  const [state, setState] = useState<StreamState>('connecting');

  const show = useCallback(() => {
    frame.current = 0;
    const rows = buffer.current.read();
    const held = buffer.current.heldCount;
    setView((before) => (before.rows === rows && before.held === held ? before : { rows, held }));
  }, []);
  const schedule = useCallback(() => {
    frame.current ||= requestAnimationFrame(show);
  }, [show]);

  useEffect(() => {
    buffer.current = new TailBuffer<Row>(CAPACITY);
    const ticks: number[] = [];
    let arrived = 0;
    let gaps = 0;
    const mark = (text: string) => {
      gaps += 1;
      buffer.current.push([{ id: `gap-${gaps}`, gap: text }]);
    };
    const hear = (message: StreamMessage) => {
      if (message.kind === 'state') {
        setState(message.state);
        return;
      }
      if (message.kind === 'anew') mark('The connection was lost: lines may be missing here');
      else if (message.name === 'gap') {
        const { skipped } = JSON.parse(message.data) as { skipped: number };
        arrived += skipped;
        mark(`${thousands(skipped)} lines came too fast to show`);
      } else arrived += buffer.current.push([parse(message.data)]);
      schedule();
    };
    const leave = subscribe(url, ['log', 'gap'], hear);
    const timer = setInterval(() => {
      ticks.push(arrived);
      arrived = 0;
      if (ticks.length > RATE_TICKS) ticks.shift();
      setRate((ticks.reduce((sum, count) => sum + count, 0) * 1000) / (ticks.length * TICK_MS));
    }, TICK_MS);
    return () => {
      leave();
      clearInterval(timer);
      cancelAnimationFrame(frame.current);
      frame.current = 0;
    };
  }, [url, parse, schedule]);

  useEffect(() => {
    // Once per buffer: later answers would put what is newer below what is older.
    if (!older || filled.current === buffer.current) return;
    filled.current = buffer.current;
    buffer.current.backfill(older);
    schedule();
  }, [older, schedule]);

  const hold = useCallback(
    (holding: boolean) => {
      buffer.current.holding = holding;
      schedule();
    },
    [schedule],
  );
  return { ...view, rate, state, hold };
}
