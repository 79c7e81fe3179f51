import { useState } from 'react';
import { Link } from '@tanstack/react-router';
import { serviceLink, traceLink } from '@/core/links';
import { toLevel } from '@/core/levels';
import { isFieldName } from '@/core/search/spelling';
import { formatDateTime, toSeconds, type Zone } from '@/core/time';
import { CopyButton } from '@/ui/CopyButton/CopyButton';
import { KeyValues } from '@/ui/KeyValues/KeyValues';
import { QueryBody } from '@/ui/Panel/QueryBody';
import { SideDrawer } from '@/ui/SideDrawer/SideDrawer';
import { Skeleton } from '@/ui/Skeleton/Skeleton';
import { Timestamp } from '@/ui/Timestamp/Timestamp';
import { useLogContext, type Within } from '../api';
import { fieldGroups, type LogRecord } from '../model/records';
import { Around } from './Around';
import { Message } from './Message';
import { Pivots } from './Pivots';
import { TraceSummary } from './TraceSummary';
import styles from './RecordDrawer.module.css';

type Props = {
  id: string;
  zone: Zone;
  columns: readonly string[];
  onFilter: (field: string, value: string, exclude: boolean) => void;
  onColumn: (name: string) => void;
  onSelect: (id: string | undefined) => void;
  onQuery: (query: string) => void;
};

/** It stands for itself, below the message. */
const STACK = 'exception.stacktrace';

/** How many lines before and after are shown at first, and with each "More lines". The last is all the server gives. */
const AROUND = [10, 50, 200];

/** Everything one record holds, and the lines of the same sender around it. The URL holds its id: the link opens it again. */
export function RecordDrawer({ id, zone, columns, onFilter, onColumn, onSelect, onQuery }: Props) {
  const [reach, setReach] = useState(0);
  const [within, setWithin] = useState<Within>('stream');
  const around = AROUND[reach]!;
  const context = useLogContext(id, around, within);
  const record = context.data?.record;
  return (
    <SideDrawer
      label="Log record"
      title={record && <Title record={record} />}
      onClose={() => onSelect(undefined)}
      actions={
        <>
          {record && <CopyButton quiet value={JSON.stringify(record, null, 2)} label="JSON" />}
          <CopyButton quiet value={location.href} label="Link" />
        </>
      }
    >
      <QueryBody query={context} skeleton={<Skeleton height={180} />}>
        {(shown) => (
          <>
            <p className={styles.time}>
              <span>{formatDateTime(toSeconds(shown.record.timestamp), zone, true)}</span>
              <Timestamp at={shown.record.timestamp} mode="relative" />
            </p>
            <Message body={shown.record.body} stack={shown.record.attributes[STACK]} />
            {shown.record.trace_id !== '' && <TraceSummary traceId={shown.record.trace_id} spanId={shown.record.span_id} />}
            <Pivots record={shown.record} onQuery={onQuery} />
            {fieldGroups(shown.record).map(({ title, fields }) => (
              <section key={title}>
                <h3 className={styles.heading}>{title}</h3>
                <KeyValues label={title} entries={fields.filter(([key]) => key !== STACK).map(([key, value]) => entryOf(key, value))} onFilter={onFilter} onColumn={onColumn} columns={columns} />
              </section>
            ))}
            <Around
              context={shown}
              zone={zone}
              within={within}
              onWithin={setWithin}
              onMore={reach + 1 < AROUND.length && Math.max(shown.before.length, shown.after.length) >= around ? () => setReach(reach + 1) : undefined}
              onSelect={onSelect}
            />
          </>
        )}
      </QueryBody>
    </SideDrawer>
  );
}

function entryOf(key: string, value: string) {
  const shown = key === 'trace_id' ? <Link className={styles.link} {...traceLink(value)}>{value}</Link> : undefined;
  return { key, value, shown, filterable: isFieldName(key) };
}

function Title({ record }: { record: LogRecord }) {
  const level = toLevel(record.level);
  return (
    <>
      <span className={styles.badge} data-tone={level}>
        {level}
      </span>
      <Link className={styles.link} {...serviceLink(record.service)}>
        {record.service}
      </Link>
    </>
  );
}
