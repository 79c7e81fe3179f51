import { useCallback } from 'react';
import { useElementSize } from '@mantine/hooks';
import { IconAlertTriangle } from '@tabler/icons-react';
import { Control } from '@/ui/Control/Control';
import { Skeleton } from '@/ui/Skeleton/Skeleton';
import { PanelView } from '../panels/PanelView';
import type { PanelAnswer } from '../data/usePanelData';
import type { Panel } from '../model/dashboard';
import type { PanelPoint } from '../model/frames';
import { waysFrom } from '../model/ways';
import { useBoard } from './BoardContext';
import styles from './PanelBody.module.css';

type Props = { panel: Panel; answer: PanelAnswer; width: number; height: number };

/** What a panel shows: its picture, the shape of it, or why there is none. What failed is said in its place. */
export function PanelBody({ panel, answer, width, height }: Props) {
  const { marks, time } = useBoard();
  const { data, asked } = answer;
  const key = asked.map(({ text }) => text).join('\n');
  const menu = useCallback((point: PanelPoint) => waysFrom(point, asked), [key]);
  if (data === undefined || width === 0 || height === 0) return panel.type === 'text' ? null : <Skeleton height={Math.max(20, height)} />;
  const { problems, series, logs, traces } = data;
  if (problems.length > 0 && series.length === 0 && !logs && !traces) {
    return (
      <div className={styles.failure} role="alert">
        <IconAlertTriangle size={18} stroke={1.7} className={styles.icon} aria-hidden="true" />
        {problems.map(({ ref, message }) => (
          <p key={ref} className={styles.message}>
            {problems.length > 1 && <b>{ref}: </b>}
            {message}
          </p>
        ))}
        <Control quiet onClick={answer.refetch}>
          Try again
        </Control>
      </div>
    );
  }
  return <PanelView panel={panel} data={data} width={width} height={height} marks={marks} onZoom={time.show} onPointMenu={menu} sync="dashboard" />;
}

/** The room an element has, in whole px. */
export function useRoom() {
  const { ref, width, height } = useElementSize<HTMLDivElement>();
  return { ref, width: Math.floor(width), height: Math.floor(height) };
}
