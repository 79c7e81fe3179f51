import { useCallback, useState, type PointerEvent } from 'react';
import { useCanvas, type Paint } from '@/charts/canvas/useCanvas';
import { resolveToken } from '@/core/colors';
import { useServiceTokens } from '@/core/serviceSlots';
import type { Trace } from '../model/types';
import { shownNs, type Window } from './time';
import styles from './Minimap.module.css';

const PAD_PX = 3;
const MIN_LEVELS = 4;
/** A shorter drag is a click. */
const MIN_DRAG = 0.005;

type Props = { trace: Trace; window: Window | undefined; onWindow: (window: Window | undefined) => void };

/** The whole trace, a line per depth. Dragging over a part of it zooms the waterfall to that part; a double click shows all again. */
export function Minimap({ trace, window, onWindow }: Props) {
  const total = Math.max(1, trace.durationNs);
  const serviceToken = useServiceTokens();
  const [drag, setDrag] = useState<{ from: number; to: number }>();
  const paint = useCallback<Paint>(
    (context, width, height) => {
      const levels = Math.max(MIN_LEVELS, ...trace.nodes.map(({ depth }) => depth + 1));
      const step = (height - 2 * PAD_PX) / levels;
      context.globalAlpha = 0.85;
      for (const { span, startNs, durationNs, depth, failed } of trace.nodes) {
        context.fillStyle = resolveToken(failed ? '--error-fill' : serviceToken(span.service));
        context.fillRect((startNs / total) * width, PAD_PX + depth * step, Math.max(1, (durationNs / total) * width), Math.max(1.5, Math.min(step - 1, 6)));
      }
    },
    [trace, total, serviceToken],
  );
  const canvas = useCanvas(paint);
  const shareAt = (event: PointerEvent<HTMLElement>) => {
    const { left, width } = event.currentTarget.getBoundingClientRect();
    return Math.min(1, Math.max(0, (event.clientX - left) / width));
  };
  const release = () => {
    if (drag && Math.abs(drag.to - drag.from) > MIN_DRAG) onWindow({ fromNs: Math.min(drag.from, drag.to) * total, toNs: Math.max(drag.from, drag.to) * total });
    setDrag(undefined);
  };
  const shown = drag ? { from: Math.min(drag.from, drag.to), to: Math.max(drag.from, drag.to) } : window && { from: window.fromNs / total, to: window.toNs / total };
  return (
    <div
      className={styles.minimap}
      role="img"
      aria-label={`Overview of ${trace.nodes.length} spans over ${shownNs(trace.durationNs)}`}
      title="Drag to zoom, double click for the whole trace"
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId);
        setDrag({ from: shareAt(event), to: shareAt(event) });
      }}
      onPointerMove={(event) => drag && setDrag({ ...drag, to: shareAt(event) })}
      onPointerUp={release}
      onPointerCancel={() => setDrag(undefined)}
      onDoubleClick={() => onWindow(undefined)}
    >
      <canvas ref={canvas} className={styles.canvas} />
      {shown && (
        <>
          <i className={styles.outside} style={{ left: 0, width: `${shown.from * 100}%` }} />
          <i className={styles.outside} style={{ right: 0, width: `${(1 - shown.to) * 100}%` }} />
        </>
      )}
    </div>
  );
}
