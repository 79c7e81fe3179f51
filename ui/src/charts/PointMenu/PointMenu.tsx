import { useEffect, useRef } from 'react';
import { Link } from '@tanstack/react-router';
import { IconArrowRight, IconX } from '@tabler/icons-react';
import { formatTime } from '@/core/time';
import { useZone } from '@/core/timeZone';
import type { PointLink } from '@/charts/TimeSeries/types';
import styles from './PointMenu.module.css';

type Props = {
  /** Epoch seconds. */
  time: number;
  /** The series and its value at that time. */
  series?: string;
  value?: string;
  links: readonly PointLink[];
  /** Where the point is, in px from the left and top of the chart. */
  x: number;
  y: number;
  /** The chart's width in px: the menu stays within. */
  within: number;
  onClose: () => void;
};

const WIDTH = 248;

/** Pinned to a point of a chart: everything it leads to. Esc, a click elsewhere or choosing closes it. */
export function PointMenu({ time, series, value, links, x, y, within, onClose }: Props) {
  const zone = useZone();
  const box = useRef<HTMLDivElement>(null);
  const close = useRef(onClose);
  close.current = onClose;
  useEffect(() => {
    const before = document.activeElement;
    box.current?.querySelector<HTMLElement>('a')?.focus({ preventScroll: true });
    const onPointer = (event: PointerEvent) => {
      if (event.target instanceof Node && !box.current?.contains(event.target)) close.current();
    };
    const onKey = (event: KeyboardEvent) => {
      if (event.key !== 'Escape') return;
      event.preventDefault();
      close.current();
      if (before instanceof HTMLElement) before.focus({ preventScroll: true });
    };
    document.addEventListener('pointerdown', onPointer);
    document.addEventListener('keydown', onKey, true);
    return () => {
      document.removeEventListener('pointerdown', onPointer);
      document.removeEventListener('keydown', onKey, true);
    };
  }, []);
  const left = Math.max(4, Math.min(x - WIDTH / 2, within - WIDTH - 4));
  return (
    <div ref={box} className={styles.menu} role="dialog" aria-label={`From ${formatTime(time, zone)}`} style={{ left, top: Math.max(4, Math.min(y, 72)), width: Math.min(WIDTH, within - 8) }}>
      <div className={styles.head}>
        <span className={styles.time}>{formatTime(time, zone)}</span>
        {series && (
          <span className={styles.series}>
            {series} {value && <b>{value}</b>}
          </span>
        )}
        <button type="button" className={styles.close} aria-label="Close" onClick={onClose}>
          <IconX size={13} />
        </button>
      </div>
      {links.map(({ label, link, icon: Icon = IconArrowRight }) => (
        <Link key={label} {...link} className={styles.link} onClick={onClose}>
          <Icon size={15} stroke={1.7} />
          {label}
        </Link>
      ))}
    </div>
  );
}
