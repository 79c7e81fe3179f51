import { Link } from '@tanstack/react-router';
import { IconActivity, IconListSearch, IconServer2, IconSitemap } from '@tabler/icons-react';
import { toLevel } from '@/core/levels';
import { hostsCalledLink, serviceAt, tracesAt } from '@/core/links';
import { spellValue } from '@/core/search/spelling';
import { toSeconds } from '@/core/time';
import { Control } from '@/ui/Control/Control';
import { alikeQuery } from '../model/template';
import type { LogRecord } from '../model/records';
import styles from './Pivots.module.css';

type Props = { record: LogRecord; onQuery: (query: string) => void };

/** Where to go from a record: others that say the same, and what its service and its machine did at that moment. */
export function Pivots({ record, onQuery }: Props) {
  const { service, level, body, resource, attributes } = record;
  const at = toSeconds(record.timestamp);
  const type = attributes['exception.type'];
  const alike = type ? `exception.type:${spellValue(type)}` : alikeQuery(body);
  const host = resource['host.name'];
  return (
    <div className={styles.pivots} role="group" aria-label="Go on to">
      {alike !== '' && (
        <Control onClick={() => onQuery([`service:${spellValue(service)}`, toLevel(level) === 'unknown' ? '' : `level:${toLevel(level)}`, alike].filter(Boolean).join(' '))} title={alike}>
          <IconListSearch size={14} stroke={1.6} aria-hidden="true" />
          {type ? 'This exception' : 'All like this'}
        </Control>
      )}
      <Link className={styles.link} {...serviceAt(service, at)}>
        <IconActivity size={14} stroke={1.6} aria-hidden="true" />
        Service then
      </Link>
      <Link className={styles.link} {...tracesAt(at, service)}>
        <IconSitemap size={14} stroke={1.6} aria-hidden="true" />
        Traces then
      </Link>
      {host && (
        <Link className={styles.link} {...hostsCalledLink(host, at)}>
          <IconServer2 size={14} stroke={1.6} aria-hidden="true" />
          Host then
        </Link>
      )}
    </div>
  );
}
