import type { ReactNode } from 'react';
import { areaOf } from './plotArea';
import type { Covered, Place } from './useAreaPointer';
import styles from './Plot.module.css';

const GAP_PX = 14;
const TIP_PX = 240;

type Props = { width: number; height: number; covered: Covered | null; at: Place | null; tip: ReactNode; left?: number };

/** What lies over a painted chart: the rectangle of a drag, and the words beside the cursor. */
export function PlotOverlay({ width, height, covered, at, tip, left }: Props) {
  const area = areaOf(width, height, left);
  const x = (fraction: number) => area.left + fraction * area.width;
  const y = (fraction: number) => area.top + (1 - fraction) * area.height;
  const tipStyle = () => {
    const [beside, top] = [x(at!.x), y(at!.y)];
    const sideways = beside + GAP_PX + TIP_PX > width ? `translateX(calc(${beside - GAP_PX}px - 100%))` : `translateX(${beside + GAP_PX}px)`;
    return { transform: `${sideways} translateY(${Math.max(2, Math.min(top - GAP_PX, height - 72))}px)` };
  };
  return (
    <>
      {covered && (
        <div
          className={styles.covered}
          style={{
            left: x(covered.from.x),
            top: y(covered.to.y),
            width: (covered.to.x - covered.from.x) * area.width,
            height: (covered.to.y - covered.from.y) * area.height,
          }}
        />
      )}
      {at && tip && !covered && (
        <div className={styles.tip} style={tipStyle()}>
          {tip}
        </div>
      )}
    </>
  );
}
