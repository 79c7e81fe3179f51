import { cellOf, pairKey, type Matrix } from '../model/matrix';
import type { Metric } from '../search';
import styles from './MatrixTable.module.css';

type Props = { matrix: Matrix; metric: Metric; open: { source?: string; target?: string }; onOpen: (source: string, target: string) => void };

/** A colour must leave its text readable: that much of it at most, in percent. */
const MOST_COLOUR = 42;

/** Who asks in rows, who is asked in columns. The stronger the colour, the slower or the more; trouble has its own tone. */
export function MatrixTable({ matrix: { sources, targets, pairs }, metric, open, onOpen }: Props) {
  return (
    <div className={styles.scroll} role="region" aria-label="Matrix" tabIndex={0}>
      <table className={styles.matrix} aria-label="Between nodes">
        <thead>
          <tr>
            <th scope="col" className={styles.corner}>
              from ↓ · to →
            </th>
            {targets.map((target) => (
              <th key={target} scope="col" className={styles.target} title={target}>
                {target}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {sources.map((source) => (
            <tr key={source}>
              <th scope="row" className={styles.source} title={source}>
                {source}
              </th>
              {targets.map((target) => {
                const pair = pairs.get(pairKey(source, target));
                const cell = pair && cellOf(pair, metric);
                if (!pair) return <td key={target} className={styles.none} data-self={source === target || undefined} />;
                const text = cell?.text ?? '·';
                return (
                  <td key={target} className={styles.cell} data-open={(open.source === source && open.target === target) || undefined}>
                    <button
                      type="button"
                      className={styles.value}
                      data-tone={cell?.tone}
                      data-learnt={(cell && !cell.measured) || undefined}
                      style={cell && !cell.tone ? { background: `color-mix(in srgb, var(--s1) ${Math.round(cell.strength * MOST_COLOUR)}%, var(--surface))` } : undefined}
                      aria-label={`${source} to ${target}: ${cell ? `${cell.text}${cell.measured ? '' : ', from spans'}` : 'not known'}`}
                      title={`${source} → ${target}${cell && !cell.measured ? '\nlearnt from spans' : ''}`}
                      onClick={() => onOpen(source, target)}
                    >
                      {text}
                    </button>
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
