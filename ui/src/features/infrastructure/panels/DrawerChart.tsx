import { useMemo } from 'react';
import type { Threshold } from '@/charts/TimeSeries/types';
import type { Unit } from '@/core/format';
import { SmallChart } from '../parts/SmallChart';
import type { Of } from './model/fill';
import type { Line } from './types';
import { useChart } from './useChart';

const WIDTH_PX = 380;

type Props = { label: string; of: Of; unit: Unit; lines: readonly Line[]; empty: string; thresholds?: readonly Threshold[] };

/** A chart in a drawer, of queries about what is open in it. */
export function DrawerChart({ label, of, unit, lines, empty, thresholds }: Props) {
  const found = useChart(useMemo(() => ({ lines, unit }), [lines, unit]), of, WIDTH_PX);
  return <SmallChart label={label} query={found} empty={empty} thresholds={thresholds} />;
}
