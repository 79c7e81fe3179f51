import { Popover, TextInput } from '@mantine/core';
import { cssColor } from '@/core/colors';
import { panelColour } from '../../reduce/colours';
import styles from './Editor.module.css';

const OFFERED = ['green', 'yellow', 'orange', 'red', 'dark-red', 'purple', 'blue', 'dark-blue', 'light-blue', 'super-light-blue', 'light-green', 'dark-green', 'dark-orange', 'light-orange', 'light-red', 'light-purple', 'dark-purple', 'gray'];

/** A colour by its name in dashboards, or as `#rrggbb`; empty leaves it to the panel where that is allowed. */
export function ColourField({ label, value, onChange, optional = false }: { label: string; value: string; onChange: (value: string) => void; optional?: boolean }) {
  return (
    <Popover position="bottom-end" trapFocus returnFocus>
      <Popover.Target>
        <button type="button" className={styles.swatch} aria-label={`${label}: ${value || 'none'}`} data-none={value === '' || undefined}>
          <i style={{ background: value ? cssColor(panelColour(value)) : undefined }} />
        </button>
      </Popover.Target>
      <Popover.Dropdown>
        <div className={styles.swatches} role="group" aria-label={label}>
          {OFFERED.map((name) => (
            <button key={name} type="button" className={styles.swatch} aria-label={name} aria-pressed={name === value} title={name} onClick={() => onChange(name)}>
              <i style={{ background: cssColor(panelColour(name)) }} />
            </button>
          ))}
        </div>
        <TextInput label={optional ? 'Name or #rrggbb, or nothing' : 'Name or #rrggbb'} value={value} onChange={({ target }) => (optional || target.value) && onChange(target.value)} />
      </Popover.Dropdown>
    </Popover>
  );
}
