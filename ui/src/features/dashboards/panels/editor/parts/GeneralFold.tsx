import { Textarea } from '@mantine/core';
import { Fold } from '../controls/Fold';
import { Setting } from '../controls/Setting';
import { TextField } from '../controls/TextField';
import { withOptions, type PartProps } from './props';
import styles from '../controls/Editor.module.css';

/** What the panel is called and what it means; of a text, what it says. */
export function GeneralFold({ panel, onChange }: PartProps) {
  return (
    <Fold title="Title and description" open>
      <TextField label="Title" value={panel.title} placeholder="May hold $variables" onChange={(title) => onChange({ ...panel, title })} />
      <Setting words="description help markdown">
        <Textarea size="xs" autosize minRows={1} maxRows={8} label="Description" placeholder="What it means, and what to do about it" value={panel.description} onChange={({ target }) => onChange({ ...panel, description: target.value })} />
      </Setting>
      {panel.type === 'text' && (
        <Setting words="text content markdown" className={styles.code}>
          <Textarea size="xs" autosize minRows={8} maxRows={30} label="Text, in Markdown" value={panel.options.content} onChange={({ target }) => onChange(withOptions(panel, { content: target.value }))} />
        </Setting>
      )}
    </Fold>
  );
}
