import type uPlot from 'uplot';
import { formatTime } from '@/core/time';
import { eventToken } from './marks';
import type { Annotation } from './types';
import styles from './TimeSeries.module.css';
import type { Zone } from '@/core/time';

const SIGN: Record<Annotation['kind'], string> = { deployment: '▲', config: '◆', incident: '■' };

/** Puts a sign above the plot for each event in view; its tooltip says what it was. Plain DOM, because it moves with every draw. */
export function placeFlags(layer: HTMLElement, plot: uPlot, annotations: readonly Annotation[], zone: Zone): void {
  const { offsetLeft, clientWidth } = plot.over;
  const flags = annotations.flatMap(({ kind, label, time, end }) => {
    const x = plot.valToPos(kind === 'incident' ? Math.max(time, plot.scales.x!.min ?? time) : time, 'x');
    const over = end !== undefined && plot.valToPos(end, 'x') < 0;
    if (over || x < 0 || x > clientWidth) return [];
    const flag = document.createElement('span');
    flag.className = styles.flag!;
    flag.textContent = SIGN[kind];
    flag.title = `${label}\n${formatTime(time, zone)}`;
    flag.style.left = `${offsetLeft + x}px`;
    flag.style.color = `var(${eventToken(kind)})`;
    return [flag];
  });
  layer.replaceChildren(...flags);
}
