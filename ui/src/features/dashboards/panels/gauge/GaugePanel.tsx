import { useMemo } from 'react';
import type { BodyProps } from '../parts/props';
import { figuresOf } from '../reduce/figures';
import { endsOf } from '../reduce/thresholds';
import { tilesOf } from '../stat/tiles';
import { Gauge } from './Gauge';
import styles from './GaugePanel.module.css';

/** How wide a dial with its name is for its height. */
const DIAL_SHAPE = 1.1;

/** One number for each series on an arc between its ends. */
export function GaugePanel({ panel: { options }, fields, zone, width, height, label }: BodyProps) {
  const figures = useMemo(() => figuresOf(options, fields), [options, fields]);
  const all = figures.flatMap(({ samples }) => samples);
  const grid = tilesOf(figures.length, width, height, options.orientation, DIAL_SHAPE);
  const size = { width: Math.floor(width / grid.columns), height: Math.max(72, Math.floor(height / grid.rows)) };
  return (
    <ul className={styles.gauges} aria-label={label} tabIndex={size.height * grid.rows > height + 1 ? 0 : undefined} style={{ height, gridTemplateColumns: `repeat(${grid.columns}, 1fr)`, gridAutoRows: size.height }}>
      {figures.map(({ key, name, field, value }) => (
        <Gauge key={key} name={figures.length > 1 || field.values.name ? name : undefined} value={value} values={field.values} ends={endsOf(field.values, all)} zone={zone} {...size} />
      ))}
    </ul>
  );
}
