import { useState } from 'react';
import { Legend } from '@/charts/Legend/Legend';
import { cssColor } from '@/core/colors';
import { percent } from '@/core/format';
import type { Zone } from '@/core/time';
import type { Panel } from '../../model/dashboard';
import { numberText } from '../reduce/shown';
import type { BarFigure } from './Bars';
import { slicePath, slicesOf } from './slices';
import styles from './BarPanel.module.css';

/** The drawing's own units; words in them grow no larger than so many px. */
const VIEW = 200;
const TOTAL = { size: 24, most: 34 };
const SHARE = { size: 11, most: 13 };
const OUTER = 96;
const HOLE = 62;
const LEGEND_PX = 44;
const SIDE_SHARE = 0.4;
/** A smaller share has no room for its words. */
const NAMED_SHARE = 0.09;
const NONE: ReadonlySet<string> = new Set();

type Props = { label: string; figures: readonly BarFigure[]; hollow: boolean; legend: Panel['options']['legend']; values: Panel['values']; zone: Zone; width: number; height: number };

/** Parts of a whole. The legend gives each its value; a click on a name leaves only that one, or takes it away. */
export function Pie({ label, figures, hollow, legend, values, zone, width, height }: Props) {
  const [hidden, setHidden] = useState(NONE);
  const [focus, setFocus] = useState<string | null>(null);
  const distinct = figures.map((figure, i) => ({ ...figure, colour: figures.some((other, at) => at < i && other.colour === figure.colour) ? `--s${(i % 12) + 1}` : figure.colour }));
  const slices = slicesOf(distinct.filter(({ key }) => !hidden.has(key)));
  const total = slices.reduce((sum, { item }) => sum + (item.value ?? 0), 0);
  const beside = legend.place === 'right' || width > height * 1.5;
  const side = legend.shown ? Math.min(beside ? width * (1 - SIDE_SHARE) : width, beside ? height : height - LEGEND_PX) : Math.min(width, height);
  return (
    <div className={styles.pie} data-beside={beside || undefined} style={{ height }}>
      <svg className={styles.dish} viewBox="-100 -100 200 200" width={Math.max(40, side - 8)} height={Math.max(40, side - 8)} role="img" aria-label={`${label}: ${slices.map(({ item, from, to }) => `${item.name} ${item.text}, ${percent(to - from)}`).join('; ')}`}>
        {slices.map(({ item, from, to }) => (
          <path key={item.key} d={slicePath(from, to, OUTER, hollow ? HOLE : 0)} className={styles.slice} data-dim={(focus !== null && focus !== item.key) || undefined} style={{ fill: cssColor(item.colour) }} onMouseEnter={() => setFocus(item.key)} onMouseLeave={() => setFocus(null)}>
            <title>{`${item.name}: ${item.text} (${percent(to - from)})`}</title>
          </path>
        ))}
        {!hollow &&
          slices.map(({ item, from, to }) =>
            to - from < NAMED_SHARE ? null : (
              <text key={item.key} className={styles.share} fontSize={sizeOf(SHARE, side)} x={62 * Math.sin((from + to) * Math.PI)} y={-62 * Math.cos((from + to) * Math.PI)}>
                {percent(to - from)}
              </text>
            ),
          )}
        {hollow && (
          <text className={styles.total} fontSize={sizeOf(TOTAL, side)} y="0">
            {numberText(total, values, zone)}
          </text>
        )}
      </svg>
      {legend.shown && (
        <div className={styles.names} tabIndex={0} role="group" aria-label={`Legend of ${label}`}>
          <Legend items={distinct.map(({ key, name, text, colour }) => ({ key, label: name, color: colour, figure: text }))} hidden={hidden} onHide={setHidden} onFocus={setFocus} />
        </div>
      )}
    </div>
  );
}

const sizeOf = ({ size, most }: { size: number; most: number }, side: number): number => Math.min(size, (most * VIEW) / Math.max(1, side));
