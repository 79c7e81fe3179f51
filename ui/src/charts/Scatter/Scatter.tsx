import { useCallback, useMemo, useState } from 'react';
import { areaOf, drawAxes } from '@/charts/canvas/plotArea';
import { logScale } from '@/charts/canvas/logScale';
import { PlotOverlay } from '@/charts/canvas/PlotOverlay';
import { useAreaPointer, type Covered, type Place } from '@/charts/canvas/useAreaPointer';
import { useCanvas } from '@/charts/canvas/useCanvas';
import { resolveToken } from '@/core/colors';
import { duration, thousands } from '@/core/format';
import { formatDateTime, type Zone } from '@/core/time';
import { drawDots } from './drawDots';
import { nearest } from './nearest';
import type { Region, ScatterPoint } from './types';
import plot from '@/charts/canvas/Plot.module.css';
import styles from './Scatter.module.css';

type Props = {
  label: string;
  points: readonly ScatterPoint[];
  /** Epoch seconds of both ends of the time axis. */
  start: number;
  end: number;
  zone: Zone;
  height: number;
  onPick?: (point: ScatterPoint) => void;
  /** A rectangle was drawn with the mouse. */
  onSelect?: (region: Region) => void;
};

const REACH_PX = 9;

/** How long things took over time, one dot each on a logarithmic scale; failed ones are crosses. */
export function Scatter({ label, points, start, end, zone, height, onPick, onSelect }: Props) {
  const scale = useMemo(() => logScale(points.map(({ ms }) => ms)), [points]);
  const [hovered, setHovered] = useState<{ point: ScatterPoint; at: Place } | null>(null);
  const paint = useCallback(
    (context: CanvasRenderingContext2D, width: number, canvasHeight: number) => {
      const area = areaOf(width, canvasHeight);
      drawAxes(context, area, { start, end, zone }, scale);
      drawDots(context, area, points, { start, end }, scale);
    },
    [points, start, end, zone, scale],
  );
  const canvas = useCanvas(paint);

  const placeOf = (point: ScatterPoint): Place => ({ x: (point.seconds - start) / (end - start), y: scale.at(point.ms) });
  const pointAt = (place: Place): ScatterPoint | null => {
    const area = areaOf(canvas.current?.clientWidth ?? 1, height);
    const pixels = (at: Place) => ({ x: at.x * area.width, y: at.y * area.height });
    return nearest(points, (point) => pixels(placeOf(point)), pixels(place).x, pixels(place).y, REACH_PX);
  };
  const select = ({ from, to }: Covered) =>
    onSelect?.({ start: start + from.x * (end - start), end: start + to.x * (end - start), lowMs: scale.valueAt(from.y), highMs: scale.valueAt(to.y) });
  const pointer = useAreaPointer(canvas, {
    onHover: (place) => {
      const point = place && pointAt(place);
      if (point?.id !== hovered?.point.id) setHovered(point ? { point, at: placeOf(point) } : null);
    },
    onClick: (place) => {
      const point = pointAt(place);
      if (point) onPick?.(point);
    },
    onSelect: onSelect && select,
  });

  return (
    <div className={plot.plot} style={{ height }}>
      <canvas ref={canvas} className={plot.canvas} data-over={hovered !== null || undefined} role="img" aria-label={summary(label, points)} {...pointer.handlers} />
      {hovered && <Ring at={hovered.at} width={canvas.current?.clientWidth ?? 0} height={height} />}
      <PlotOverlay
        width={canvas.current?.clientWidth ?? 0}
        height={height}
        covered={pointer.covered}
        at={hovered?.at ?? null}
        tip={hovered && <PointTip point={hovered.point} zone={zone} />}
      />
    </div>
  );
}

function Ring({ at, width, height }: { at: Place; width: number; height: number }) {
  const area = areaOf(width, height);
  return <i className={styles.ring} style={{ transform: `translate(${area.left + at.x * area.width - 6}px, ${area.top + (1 - at.y) * area.height - 6}px)` }} />;
}

function PointTip({ point, zone }: { point: ScatterPoint; zone: Zone }) {
  return (
    <>
      <div className={styles.tipTitle}>
        <i style={{ background: resolveToken(point.color) }} />
        {point.label}
      </div>
      <div className={styles.tipFigures}>
        <b>{duration(point.ms)}</b>
        {point.failed && <em>failed</em>}
        <span>{formatDateTime(point.seconds, zone, true)}</span>
      </div>
    </>
  );
}

function summary(label: string, points: readonly ScatterPoint[]): string {
  if (points.length === 0) return `${label}: nothing in this time range`;
  const slowest = points.reduce((a, b) => (b.ms > a.ms ? b : a));
  const failed = points.filter((point) => point.failed).length;
  return `${label}: ${thousands(points.length)}, ${thousands(failed)} failed, the slowest ${slowest.label} with ${duration(slowest.ms)}`;
}
