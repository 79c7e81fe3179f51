import { useEffect, useRef, useState, type KeyboardEvent } from 'react';
import { IconAlertCircle, IconChevronDown, IconChevronUp, IconSearch } from '@tabler/icons-react';
import { thousands } from '@/core/format';
import { Control } from '@/ui/Control/Control';
import { PageTabs } from '@/ui/PageTabs/PageTabs';
import { following } from '../model/find';
import type { TraceSearch } from './search';
import styles from './TraceBar.module.css';

type Props = {
  search: TraceSearch;
  patch: (changes: TraceSearch, replace?: boolean) => void;
  /** Log lines, once they are known. */
  logCount: number | undefined;
  /** Keys of the spans that hold the text searched for. */
  found: readonly string[];
  current: string;
  onGo: (key: string) => void;
  failed: number;
  onNextFailed: () => void;
  someClosed: boolean;
  onCloseAll: (close: boolean) => void;
  zoomed: boolean;
  onWhole: () => void;
};

/** Which view of the trace, and finding one's way in it. */
export function TraceBar({ search, patch, logCount, found, current, onGo, failed, onNextFailed, someClosed, onCloseAll, zoomed, onWhole }: Props) {
  const waterfall = search.view !== 'logs';
  const tabs = [{ value: 'spans' as const, label: 'Spans' }, { value: 'logs' as const, label: 'Logs', count: logCount === undefined ? undefined : thousands(logCount) }];
  return (
    <div className={styles.bar}>
      <PageTabs label="Views of the trace" tabs={tabs} value={waterfall ? 'spans' : 'logs'} onChange={(view) => patch({ view: view === 'logs' ? 'logs' : undefined }, false)} />
      {waterfall && (
        <div className={styles.tools}>
          <FindField text={search.q ?? ''} found={found} current={current} onText={(q) => patch({ q: q || undefined })} onGo={onGo} />
          {failed > 0 && (
            <Control title="Next error (E)" onClick={onNextFailed}>
              <IconAlertCircle size={14} aria-hidden="true" />
              Next error
            </Control>
          )}
          <Control onClick={() => onCloseAll(!someClosed)}>{someClosed ? 'Expand all' : 'Collapse all'}</Control>
          {zoomed && (
            <Control active title="Back to the whole trace (Shift Z)" onClick={onWhole}>
              Zoomed: show all
            </Control>
          )}
        </div>
      )}
    </div>
  );
}

type FindProps = { text: string; found: readonly string[]; current: string; onText: (text: string) => void; onGo: (key: string) => void };

function FindField({ text, found, current, onText, onGo }: FindProps) {
  const input = useRef<HTMLInputElement>(null);
  // The URL follows a moment later: what is typed must not wait for it.
  const [typed, setTyped] = useState(text);
  useEffect(() => {
    if (document.activeElement !== input.current) setTyped(text);
  }, [text]);
  const search = (next: string) => {
    setTyped(next);
    onText(next);
  };
  const step = (by: 1 | -1) => {
    const key = following(found, current, by);
    if (key !== undefined) onGo(key);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Enter') step(event.shiftKey ? -1 : 1);
    else if (event.key === 'Escape' && typed) search('');
    else if (event.key === 'Escape') input.current?.blur();
    else return;
    event.preventDefault();
  };
  const at = found.indexOf(current);
  return (
    <div className={styles.find} role="search">
      <IconSearch size={13} aria-hidden="true" />
      <input ref={input} data-page-search aria-label="Find in this trace" placeholder="Find span or attribute" value={typed} onChange={(event) => search(event.target.value)} onKeyDown={onKeyDown} />
      {text && (
        <>
          <span className={styles.count} role="status">
            {found.length === 0 ? 'none' : `${at < 0 ? '' : `${at + 1} of `}${thousands(found.length)}`}
          </span>
          <Control quiet aria-label="Match before" disabled={found.length === 0} onClick={() => step(-1)}>
            <IconChevronUp size={13} />
          </Control>
          <Control quiet aria-label="Next match" disabled={found.length === 0} onClick={() => step(1)}>
            <IconChevronDown size={13} />
          </Control>
        </>
      )}
    </div>
  );
}
