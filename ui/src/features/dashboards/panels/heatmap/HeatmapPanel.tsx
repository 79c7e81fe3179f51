import { useMemo } from 'react';
import { BucketHeatmap } from '@/charts/BucketHeatmap/BucketHeatmap';
import { Empty } from '@/ui/Empty/Empty';
import { pointLinks, type BodyProps } from '../parts/props';
import { heatOf } from './heatOf';

/** Buckets over time: the darker, the more. */
export function HeatmapPanel({ panel, data, fields, zone, label, height, onZoom, onPointMenu }: BodyProps) {
  const grid = useMemo(() => heatOf(fields.map(({ series }) => series), data.range.step), [fields, data.range.step]);
  const links = useMemo(() => (onPointMenu ? (time: number) => pointLinks(fields, onPointMenu)({ time }) : undefined), [fields, onPointMenu]);
  if (!grid || grid.max === 0) return <Empty title="No data" hint="Nothing was counted in this time range." />;
  return <BucketHeatmap label={label} grid={grid} start={data.range.start} end={data.range.end} unit={panel.values.unit} countUnit="short" zone={zone} height={height} onZoom={onZoom} links={links} />;
}
