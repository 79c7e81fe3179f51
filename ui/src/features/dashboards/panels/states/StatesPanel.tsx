import { useCallback, useMemo, useState } from 'react';
import { areaOf, drawTimeAxis } from '@/charts/canvas/plotArea';
import { PlotOverlay } from '@/charts/canvas/PlotOverlay';
import { useAreaPointer, type Place } from '@/charts/canvas/useAreaPointer';
import { useCanvas } from '@/charts/canvas/useCanvas';
import { PointMenu } from '@/charts/PointMenu/PointMenu';
import { cssColor } from '@/core/colors';
import { duration } from '@/core/format';
import { formatDateTime, type Zone } from '@/core/time';
import { pointLinks, type BodyProps } from '../parts/props';
import { drawRows } from './drawRows';
import { legendOf, stateAt, statesOf, type StateRow } from './statesOf';
import plot from '@/charts/canvas/Plot.module.css';
import styles from './StatesPanel.module.css';

const LEGEND_PX = 24;
const LEAST_ROW_PX = 14;
const AXES_PX = 30;
const NAMES_MOST = 180;
const LETTER_PX = 6.2;
const LEGEND_MOST = 12;

type Hovered = { row: number; time: number };

/** What state each series was in, row by row. */
export function StatesPanel({ panel, data, fields, zone, label, width, height, onZoom, onPointMenu }: BodyProps) {
  const { start, end } = data.range;
  const rows = useMemo(() => statesOf(fields, data.range, panel.options.merge_values, zone), [fields, data.range, panel.options.merge_values, zone]);
  const legend = useMemo(() => legendOf(rows), [rows]);
  const [hovered, setHovered] = useState<Hovered | null>(null);
  const [pinned, setPinned] = useState<{ place: Place; row: number } | null>(null);
  const { thresholds, mappings } = panel.values;
  // Numbers in the colours of thresholds are no names.
  const named = panel.options.legend.shown && legend.length > 0 && legend.length <= LEGEND_MOST && (thresholds.length === 0 || mappings.length > 0);
  const room = height - (named ? LEGEND_PX : 0);
  const tall = Math.max(room, rows.length * LEAST_ROW_PX + AXES_PX);
  const left = Math.round(Math.min(NAMES_MOST, width * 0.3, Math.max(52, rows.reduce((most, { name }) => Math.max(most, name.length), 0) * LETTER_PX + 14)));
  const paint = useCallback(
    (context: CanvasRenderingContext2D, canvasWidth: number, canvasHeight: number) => {
      const area = areaOf(canvasWidth, canvasHeight, left);
      drawTimeAxis(context, area, { start, end, zone });
      drawRows(context, area, rows, start, end);
    },
    [rows, start, end, zone, left],
  );
  const canvas = useCanvas(paint);
  const rowAt = ({ y }: Place) => Math.min(rows.length - 1, Math.floor((1 - y) * rows.length));
  const timeAt = ({ x }: Place) => start + x * (end - start);
  const pointer = useAreaPointer(
    canvas,
    {
      onHover: (place) => setHovered(place && { row: rowAt(place), time: timeAt(place) }),
      onClick: (place) => onPointMenu && setPinned({ place, row: rowAt(place) }),
      onSelect: onZoom && (({ from, to }) => onZoom(timeAt(from), timeAt(to))),
    },
    left,
  );
  const area = areaOf(canvas.current?.clientWidth ?? width, tall, left);
  return (
    <>
      <div className={styles.scroll} style={{ height: room }} tabIndex={tall > room ? 0 : undefined} role={tall > room ? 'region' : undefined} aria-label={tall > room ? label : undefined}>
        <div className={plot.plot} style={{ height: tall }}>
          <canvas ref={canvas} className={plot.canvas} role="img" aria-label={summary(label, rows)} {...pointer.handlers} />
          <PlotOverlay
            width={canvas.current?.clientWidth ?? 0}
            height={tall}
            left={left}
            covered={pointer.covered && { from: { x: pointer.covered.from.x, y: 0 }, to: { x: pointer.covered.to.x, y: 1 } }}
            at={hovered && !pinned ? { x: (hovered.time - start) / (end - start), y: 1 - hovered.row / rows.length } : null}
            tip={hovered && rows[hovered.row] && <Tip row={rows[hovered.row]!} time={hovered.time} zone={zone} />}
          />
          {pinned && onPointMenu && (
            <PointMenu
              time={timeAt(pinned.place)}
              series={rows[pinned.row]?.name}
              links={pointLinks(fields, onPointMenu)({ time: timeAt(pinned.place), series: rows[pinned.row]?.key })}
              x={area.left + pinned.place.x * area.width}
              y={(1 - pinned.place.y) * tall}
              within={canvas.current?.clientWidth ?? 0}
              onClose={() => setPinned(null)}
            />
          )}
        </div>
      </div>
      {named && (
        <ul className={styles.legend} aria-label="States">
          {legend.map(({ text, colour }) => (
            <li key={text}>
              <i style={{ background: cssColor(colour) }} />
              {text}
            </li>
          ))}
        </ul>
      )}
    </>
  );
}

function Tip({ row, time, zone }: { row: StateRow; time: number; zone: Zone }) {
  const state = stateAt(row, time);
  return (
    <>
      <b>{row.name}</b> {state ? state.text : 'no data'}
      <br />
      {state ? `${formatDateTime(state.from, zone)}, for ${duration((state.to - state.from) * 1000)}` : formatDateTime(time, zone)}
    </>
  );
}

const summary = (label: string, rows: readonly StateRow[]): string => `${label}: ${rows.map(({ name, states }) => `${name} ${states.at(-1)?.text ?? 'no data'}`).join(', ')}`;
