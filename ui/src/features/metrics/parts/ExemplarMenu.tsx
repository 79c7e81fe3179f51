import { Menu } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { formatValue, thousands, type Unit } from '@/core/format';
import { traceLink } from '@/core/links';
import { formatDateTime, type Zone } from '@/core/time';
import { Control } from '@/ui/Control/Control';
import type { TracedExemplar } from '../model/exemplars';
import styles from './ExemplarMenu.module.css';

type Props = { exemplars: readonly (TracedExemplar & { unit: Unit })[]; zone: Zone };

const LISTED = 15;

/** The largest of the exemplars drawn as dots: the same way to their traces for the keyboard. */
export function ExemplarMenu({ exemplars, zone }: Props) {
  if (exemplars.length === 0) return null;
  const largest = exemplars.toSorted((a, b) => b.value - a.value).slice(0, LISTED);
  return (
    <Menu position="bottom-end" width={300}>
      <Menu.Target>
        <Control quiet title="The traces behind the dots">{`${thousands(exemplars.length)} ${exemplars.length === 1 ? 'exemplar' : 'exemplars'}`}</Control>
      </Menu.Target>
      <Menu.Dropdown className={styles.list}>
        <Menu.Label>The largest, with their traces</Menu.Label>
        {largest.map(({ traceId, spanId, time, value, unit }) => (
          <Menu.Item key={`${traceId} ${time}`} renderRoot={(props) => <Link {...props} {...traceLink(traceId, spanId)} />}>
            <span className={styles.item}>
              <b>{formatValue(value, unit)}</b>
              <span>{formatDateTime(time, zone)}</span>
            </span>
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
