import { lazy, Suspense, useRef } from 'react';
import { IconArrowLeft } from '@tabler/icons-react';
import { useKeys } from '@/core/keys';
import { Control } from '@/ui/Control/Control';
import { Skeleton } from '@/ui/Skeleton/Skeleton';
import type { Panel } from '../model/dashboard';
import { withPanel } from '../model/edit';
import type { ShownPanel } from '../model/repeat';
import { useBoard } from '../view/BoardContext';
import { PanelBody, useRoom } from '../view/PanelBody';
import { usePanel } from '../view/usePanel';
import styles from './EditPanel.module.css';

const PanelEditor = lazy(() => import('../panels/editor/PanelEditor').then(({ PanelEditor: component }) => ({ default: component })));

/** A panel with its form: what one changes is drawn at once. Changes stay in the dashboard’s draft. */
export function EditPanel({ shown: { panel, scope }, onBack }: { shown: ShownPanel; onBack: () => void }) {
  const { change } = useBoard();
  const room = useRoom();
  const { shown, answer } = usePanel(panel, scope, room.width, true);
  const began = useRef(Date.now());
  useKeys([{ keys: 'Escape', label: 'Back to the dashboard', run: onBack }], 'Panel editor');
  const name = panel.title || `panel ${panel.id}`;
  const take = (next: Panel) => {
    // What is typed in one go is taken back in one go.
    const now = Date.now();
    if (now - began.current > PAUSE_MS) began.current = now;
    change((dashboard) => withPanel(dashboard, next), `panel ${panel.id} ${began.current}`);
  };
  return (
    <div className={styles.page}>
      <div className={styles.picture}>
        <header className={styles.header}>
          <Control onClick={onBack} title="Back to the dashboard (Esc)">
            <IconArrowLeft size={14} />
            Back
          </Control>
          <h2 className={styles.title}>{shown.title || 'Untitled'}</h2>
        </header>
        <article className={styles.preview} aria-label={`Preview of ${name}`}>
          <div ref={room.ref} className={styles.body}>
            <PanelBody panel={shown} answer={answer} width={room.width} height={room.height} />
          </div>
        </article>
        {[...(answer.data?.problems ?? []).map(({ ref, message }) => `${ref}: ${message}`), ...answer.notices].map((text) => (
          <p key={text} className={styles.said}>{text}</p>
        ))}
      </div>
      <div className={styles.form} role="group" aria-label={`Settings of ${name}`}>
        <Suspense fallback={<Skeleton height={400} />}>
          <PanelEditor panel={panel} onChange={take} data={answer.data} />
        </Suspense>
      </div>
    </div>
  );
}

const PAUSE_MS = 1500;
