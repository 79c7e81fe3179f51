import { useEffect, useState } from 'react';
import { IconArrowDown, IconArrowUp, IconTrash } from '@tabler/icons-react';
import { Control } from '@/ui/Control/Control';
import type { Section } from '../model/dashboard';
import { changeSection, moveSection, removeSection } from '../model/edit';
import { useBoard, useDocument } from '../view/BoardContext';
import { AddPanel } from './AddPanel';
import styles from './SectionTools.module.css';

/** Naming, ordering and removing a section. */
export function SectionTools({ index, section, last }: { index: number; section: Section; last: boolean }) {
  const { change } = useBoard();
  const dashboard = useDocument();
  const [title, setTitle] = useState(section.title);
  useEffect(() => setTitle(section.title), [section.title]);
  const named = () => title !== section.title && change((now) => changeSection(now, index, { title }));
  const name = section.title || 'untitled section';
  return (
    <span className={styles.tools}>
      <input className={styles.input} aria-label={`Title of ${name}`} placeholder="Title of the section" value={title} onChange={(event) => setTitle(event.target.value)} onBlur={named} onKeyDown={(event) => event.key === 'Enter' && named()} />
      <select
        className={styles.select}
        aria-label={`Repeat ${name}`}
        value={section.repeat?.variable ?? ''}
        onChange={({ target }) => change((now) => changeSection(now, index, { repeat: target.value ? { variable: target.value, direction: 'across', per_row: 4 } : null }))}
      >
        <option value="">Once</option>
        {dashboard.variables.map((variable) => (
          <option key={variable.name} value={variable.name}>
            For each {variable.label || variable.name}
          </option>
        ))}
      </select>
      <label className={styles.folded}>
        <input type="checkbox" checked={section.collapsed} onChange={({ target }) => change((now) => changeSection(now, index, { collapsed: target.checked }))} />
        Folded at first
      </label>
      <AddPanel section={index} />
      <Control quiet aria-label={`Move ${name} up`} title="Up" disabled={index === 0} onClick={() => change((now) => moveSection(now, index, -1))}>
        <IconArrowUp size={14} />
      </Control>
      <Control quiet aria-label={`Move ${name} down`} title="Down" disabled={last} onClick={() => change((now) => moveSection(now, index, 1))}>
        <IconArrowDown size={14} />
      </Control>
      <Control quiet aria-label={`Remove ${name} with its panels`} title="Remove with its panels (undo brings them back)" onClick={() => change((now) => removeSection(now, index))}>
        <IconTrash size={14} />
      </Control>
    </span>
  );
}
