import { Fragment, type ReactNode } from 'react';
import { useClipboard } from '@mantine/hooks';
import { IconCheck, IconColumnInsertRight, IconCopy, IconZoomIn, IconZoomOut } from '@tabler/icons-react';
import type { KeyValue, KeyValueActions } from './KeyValues';
import styles from './KeyValues.module.css';

const COPIED_MS = 1200;
/** Longer values get the whole width, below their key. */
const LONG = 64;

/** One field. Its actions show on hover and focus, and always where nothing can hover. */
export function KeyValueRow({ entry, onFilter, onColumn, columns = [] }: KeyValueActions & { entry: KeyValue }) {
  const { key, value, shown, filterable = true } = entry;
  const { copied, copy } = useClipboard({ timeout: COPIED_MS });
  const isColumn = columns.includes(key);
  return (
    <div className={styles.row} data-long={value.length > LONG || value.includes('\n') || undefined} data-field={onFilter && filterable ? key : undefined} data-value={value}>
      <dt className={styles.key}>
        <FieldName name={key} />
      </dt>
      <dd className={styles.value}>
        {shown ?? value}
        <span className={styles.actions}>
          {onFilter && filterable && (
            <>
              <Action label={`Only ${key}: ${value}`} onClick={() => onFilter(key, value, false)}>
                <IconZoomIn size={13} />
              </Action>
              <Action label={`Without ${key}: ${value}`} onClick={() => onFilter(key, value, true)}>
                <IconZoomOut size={13} />
              </Action>
            </>
          )}
          {onColumn && filterable && (
            <Action label={isColumn ? `Remove the column ${key}` : `Show ${key} as a column`} pressed={isColumn} onClick={() => onColumn(key)}>
              <IconColumnInsertRight size={13} />
            </Action>
          )}
          <Action label={copied ? `Copied ${key}` : `Copy ${key}`} onClick={() => copy(value)}>
            {copied ? <IconCheck size={13} /> : <IconCopy size={13} />}
          </Action>
        </span>
      </dd>
    </div>
  );
}

type ActionProps = { label: string; pressed?: boolean; onClick: () => void; children: ReactNode };

function Action({ label, pressed, onClick, children }: ActionProps) {
  return (
    <button type="button" className={styles.action} aria-label={label} aria-pressed={pressed} title={label} onClick={onClick}>
      {children}
    </button>
  );
}

/** A dotted name that breaks after its dots, not in the middle of a word. */
function FieldName({ name }: { name: string }) {
  return name.split('.').map((part, i) => (
    <Fragment key={i}>
      {i > 0 && (
        <>
          .<wbr />
        </>
      )}
      {part}
    </Fragment>
  ));
}
