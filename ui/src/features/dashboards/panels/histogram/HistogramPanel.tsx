import { useCallback, useMemo, useState } from 'react';
import { areaOf } from '@/charts/canvas/plotArea';
import { PlotOverlay } from '@/charts/canvas/PlotOverlay';
import { useAreaPointer } from '@/charts/canvas/useAreaPointer';
import { useCanvas } from '@/charts/canvas/useCanvas';
import { Legend } from '@/charts/Legend/Legend';
import { formatValue } from '@/core/format';
import { Empty } from '@/ui/Empty/Empty';
import type { BodyProps } from '../parts/props';
import { binsOf, type Bins } from './binsOf';
import { drawBins } from './drawBins';
import plot from '@/charts/canvas/Plot.module.css';

const LEGEND_PX = 24;
const NONE: ReadonlySet<string> = new Set();

/** How often values lay where. */
export function HistogramPanel({ panel, fields, label, height }: BodyProps) {
  const [hidden, setHidden] = useState(NONE);
  const [hovered, setHovered] = useState<number | null>(null);
  const shown = useMemo(() => fields.filter(({ key }) => !hidden.has(key)), [fields, hidden]);
  const found = useMemo(() => binsOf(shown), [shown]);
  const { unit } = panel.values;
  const colours = useMemo(() => shown.map(({ colour }) => colour), [shown]);
  const named = panel.options.legend.shown && fields.length > 1 && found?.bins[0]?.counts.length !== 1;
  const plotHeight = height - (named ? LEGEND_PX : 0);
  const paint = useCallback(
    (context: CanvasRenderingContext2D, width: number, canvasHeight: number) => {
      if (found) drawBins(context, areaOf(width, canvasHeight), found, colours, unit);
    },
    [found, colours, unit],
  );
  const canvas = useCanvas(paint);
  const count = found?.bins.length ?? 0;
  const pointer = useAreaPointer(canvas, { onHover: (place) => setHovered(place ? Math.min(count - 1, Math.floor(place.x * count)) : null), onClick: () => undefined });
  const bin = hovered === null ? undefined : found?.bins[hovered];
  const legend = named && <Legend items={fields.map(({ key, name, colour }) => ({ key, label: name, color: colour }))} hidden={hidden} onHide={setHidden} onFocus={() => undefined} />;
  if (!found) return <><Empty title="No data" hint="No values in this time range." />{legend}</>;
  return (
    <>
      <div className={plot.plot} style={{ height: plotHeight }}>
        <canvas ref={canvas} className={plot.canvas} role="img" aria-label={summary(label, found, unit)} {...pointer.handlers} />
        <PlotOverlay
          width={canvas.current?.clientWidth ?? 0}
          height={plotHeight}
          covered={null}
          at={bin ? { x: (hovered! + 0.5) / count, y: 0.9 } : null}
          tip={bin && <><b>{formatValue(bin.counts.reduce((sum, each) => sum + each, 0), 'short')}</b> {spanOf(bin, unit)}</>}
        />
      </div>
      {legend}
    </>
  );
}

const spanOf = ({ low, high }: { low: number; high: number }, unit: string): string =>
  Number.isFinite(high) ? `from ${Number.isFinite(low) ? formatValue(low, unit) : '−∞'} to ${formatValue(high, unit)}` : `above ${formatValue(low, unit)}`;

function summary(label: string, { bins, most }: Bins, unit: string): string {
  const top = bins.find(({ counts }) => counts.includes(most));
  return `${label}: ${bins.length} bins, most often ${top ? spanOf(top, unit) : 'nowhere'}`;
}
