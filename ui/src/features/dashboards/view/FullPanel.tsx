import { IconArrowLeft, IconPencil } from '@tabler/icons-react';
import { Control } from '@/ui/Control/Control';
import type { ShownPanel } from '../model/repeat';
import { useBoard } from './BoardContext';
import { PanelBody, useRoom } from './PanelBody';
import { PanelMenu } from './PanelMenu';
import { usePanel } from './usePanel';
import styles from './FullPanel.module.css';

/** One panel that fills the page. */
export function FullPanel({ shown: { key, panel, scope } }: { shown: ShownPanel }) {
  const { patch, mayEdit } = useBoard();
  const room = useRoom();
  const { shown, answer } = usePanel(panel, scope, room.width, true);
  return (
    <article className={styles.full} aria-label={shown.title || `Panel ${panel.id}`}>
      <header className={styles.header}>
        <Control onClick={() => patch({ panel: undefined })} title="Back to the dashboard (Esc)">
          <IconArrowLeft size={14} />
          Back
        </Control>
        <h2 className={styles.title}>{shown.title}</h2>
        <span className={styles.note}>{[answer.ownTime, shown.description].filter(Boolean).join(' · ')}</span>
        {mayEdit && (
          <Control onClick={() => patch({ edit: '1', panel: String(panel.id) })}>
            <IconPencil size={14} />
            Edit
          </Control>
        )}
        <PanelMenu panelKey={key} panel={shown} source={panel} scope={scope} answer={answer} />
      </header>
      <div ref={room.ref} className={styles.body}>
        <PanelBody panel={shown} answer={answer} width={room.width} height={room.height} />
      </div>
    </article>
  );
}
