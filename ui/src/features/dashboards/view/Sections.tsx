import { useState } from 'react';
import { IconLayoutDashboard } from '@tabler/icons-react';
import { Empty } from '@/ui/Empty/Empty';
import { Notice } from '@/ui/Notice/Notice';
import { AddPanel } from '../edit/AddPanel';
import { SectionTools } from '../edit/SectionTools';
import { rowsOf } from '../model/place';
import type { ShownSection } from '../model/repeat';
import { useBoard } from './BoardContext';
import { PanelFrame } from './PanelFrame';
import { SectionHeading } from './SectionHeading';
import styles from './Sections.module.css';

/** The panels of a dashboard by section. A section with a title folds. `missing`: the URL names a panel that is not there. */
export function Sections({ sections, missing }: { sections: readonly ShownSection[]; missing: boolean }) {
  const { editing, mayEdit, patch } = useBoard();
  const [folds, setFolds] = useState<Readonly<Record<string, boolean>>>({});
  const empty = sections.every(({ panels }) => panels.length === 0);
  return (
    <div className={styles.sections}>
      {missing && <Notice tone="warning" text="The panel of this link is not on the dashboard any more." action="Show all panels" onAction={() => patch({ panel: undefined })} />}
      {sections.map((section, at) => {
        const { key, title, index, panels } = section;
        const folded = title !== '' && (folds[key] ?? section.section.collapsed);
        const heading = title !== '' || editing;
        return (
          <section key={key} className={styles.section} aria-label={title || 'Panels'}>
            {heading && (
              <SectionHeading title={title} folded={folded} panels={panels.length} onFold={() => setFolds({ ...folds, [key]: !folded })}>
                {editing && <SectionTools index={index} section={section.section} last={at === sections.length - 1} />}
              </SectionHeading>
            )}
            {!folded && (
              <div className={styles.grid} data-editing={editing || undefined} style={editing ? { minHeight: (rowsOf(panels.map(({ panel }) => panel)) + 2) * 38 } : undefined}>
                {panels.toSorted((a, b) => a.panel.grid.y - b.panel.grid.y || a.panel.grid.x - b.panel.grid.x).map((shown) => <PanelFrame key={shown.key} shown={shown} />)}
              </div>
            )}
          </section>
        );
      })}
      {empty && (
        <div className={styles.empty}>
          <IconLayoutDashboard size={26} stroke={1.4} aria-hidden="true" />
          <Empty title="No panels yet" hint={mayEdit ? 'A panel is a query and a way to draw it.' : 'Nobody has put any here.'} />
          {mayEdit && <AddPanel section={0} prominent />}
        </div>
      )}
    </div>
  );
}
