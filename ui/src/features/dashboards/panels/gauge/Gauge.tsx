import type { AriaAttributes } from 'react';
import { cssColor } from '@/core/colors';
import type { Zone } from '@/core/time';
import type { Values } from '../../model/dashboard';
import { textColour } from '../reduce/colours';
import { numberText, shownNumber } from '../reduce/shown';
import { stepsOf, type Ends } from '../reduce/thresholds';
import { fittingSize } from '../stat/tiles';
import { arcPath, shareOf } from './arc';
import styles from './GaugePanel.module.css';

/** The drawing's own units. */
const CENTRE = { x: 100, y: 100 };
const VIEW = '0 0 200 160';
const RADIUS = 78;
const LIMITS_RADIUS = 94;
const NAME_PX = 18;

type Props = { name: string | undefined; value: number | null; values: Values; ends: Ends; zone: Zone; width: number; height: number };

/** An arc filled up to the value, in the colour of its threshold; a thin one around it shows where the thresholds are. */
export function Gauge({ name, value, values, ends, zone, width, height }: Props) {
  const { text, colour } = shownNumber(value, values, zone, ends);
  const steps = stepsOf(values, ends);
  const share = value === null ? 0 : shareOf(value, ends);
  const side = Math.min(width - 12, ((height - (name ? NAME_PX : 0)) * 200) / 160);
  return (
    <li className={styles.gauge} title={`${numberText(ends.min, values, zone)} – ${numberText(ends.max, values, zone)}`}>
      <span className={styles.dial} style={{ width: side, height: side * 0.8 }} {...meter(value, ends, name ?? 'Value', text)}>
        <svg viewBox={VIEW} aria-hidden="true" className={styles.svg}>
          <path d={arcPath(0, 1, RADIUS, CENTRE)} className={styles.track} />
          {steps.length > 1 &&
            steps.map(({ from, colour: step }, i) => {
              const [start, end] = [shareOf(Math.max(from, ends.min), ends), i + 1 < steps.length ? shareOf(steps[i + 1]!.from, ends) : 1];
              return end > start ? <path key={from} d={arcPath(start, end, LIMITS_RADIUS, CENTRE)} className={styles.limits} style={{ stroke: cssColor(step) }} /> : null;
            })}
          {share > 0 && <path d={arcPath(0, share, RADIUS, CENTRE)} className={styles.fill} style={{ stroke: cssColor(colour ?? '--s1') }} />}
        </svg>
        <b className={styles.value} style={{ fontSize: fittingSize(text, side * 0.6, side * 0.2, 44), color: colour && textColour(colour) }}>
          {text}
        </b>
      </span>
      {name && <span className={styles.name}>{name}</span>}
    </li>
  );
}

/** What is measured, for those who don't see it; without a value there is nothing to measure. */
const meter = (value: number | null, { min, max }: Ends, name: string, text: string): AriaAttributes & { role: string } =>
  value === null
    ? { role: 'img', 'aria-label': `${name}: ${text}` }
    : { role: 'meter', 'aria-label': name, 'aria-valuemin': min, 'aria-valuemax': max, 'aria-valuenow': value, 'aria-valuetext': text };
