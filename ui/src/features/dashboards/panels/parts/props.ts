import type { ChartPoint, PointLink } from '@/charts/TimeSeries/types';
import type { Zone } from '@/core/time';
import type { PanelViewProps } from '../../model/frames';
import type { Field } from '../reduce/fields';

/** What every type of panel gets. `label` is the panel in words, for those who don't see it. */
export type BodyProps = PanelViewProps & { fields: readonly Field[]; zone: Zone; label: string };

/** The links of a point of a chart whose series are fields. */
export const pointLinks =
  (fields: readonly Field[], onPointMenu: PanelViewProps['onPointMenu']) =>
  ({ time, series, value }: ChartPoint): readonly PointLink[] =>
    onPointMenu?.({ time, series: fields.find(({ key }) => key === series)?.series, value }) ?? [];
