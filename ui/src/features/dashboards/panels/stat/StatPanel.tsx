import { useMemo } from 'react';
import type { BodyProps } from '../parts/props';
import { figuresOf } from '../reduce/figures';
import { shownNumber } from '../reduce/shown';
import { endsOf } from '../reduce/thresholds';
import { tilesOf, toldOf } from './tiles';
import { StatTile } from './StatTile';
import styles from './StatPanel.module.css';

const GAP_PX = 2;

/** One number for each series, as large as there is room for. */
export function StatPanel({ panel, fields, zone, width, height, label }: BodyProps) {
  const { options } = panel;
  const figures = useMemo(() => figuresOf(options, fields), [options, fields]);
  const grid = tilesOf(figures.length, width, height, options.orientation);
  const size = { width: Math.floor(width / grid.columns), height: Math.max(36, Math.floor((height - (grid.rows - 1) * GAP_PX) / grid.rows)) };
  return (
    <ul className={styles.tiles} aria-label={label} tabIndex={(size.height + GAP_PX) * grid.rows > height + 4 ? 0 : undefined} style={{ height, gridTemplateColumns: `repeat(${grid.columns}, 1fr)`, gridAutoRows: size.height }}>
      {figures.map(({ key, name, field, value, samples }) => (
        <StatTile
          key={key}
          {...toldOf(options.shows, name, shownNumber(value, field.values, zone, endsOf(field.values, samples)), figures.length > 1 || field.values.name !== '')}
          colourBy={options.colour_by}
          samples={options.sparkline ? samples : undefined}
          {...size}
        />
      ))}
    </ul>
  );
}
