import { useState } from 'react';
import { Menu } from '@mantine/core';
import { IconDots, IconListSearch, IconPencil, IconRoute, IconTool, IconTrash } from '@tabler/icons-react';
import { Link, useNavigate } from '@tanstack/react-router';
import { useKeys } from '@/core/keys';
import { editMonitorLink, logsLink, serviceLink, serviceQuery, tracesLink, uptimeLink, uptimeViewLink } from '@/core/links';
import { useCan } from '@/core/permissions';
import { ConfirmDialog } from '@/ui/ConfirmDialog/ConfirmDialog';
import { Control } from '@/ui/Control/Control';
import { Notice } from '@/ui/Notice/Notice';
import { ServiceName } from '@/ui/ServiceName/ServiceName';
import { toast } from '@/ui/toast';
import { useMonitorActions } from '../api/monitors';
import type { MonitorDetail } from '../api/types';
import { disagrees } from '../board/TrafficNote';
import { everyWords } from '../model/spec';
import { Actions } from '../parts/Actions';
import { StateBadge } from '../parts/StateBadge';
import { Why } from '../parts/Why';
import { formatValue, thousands } from '@/core/format';
import styles from './Head.module.css';

/** Who it is, how it is and why, and what can be done with it. */
export function Head({ monitor }: { monitor: MonitorDetail }) {
  const { id, name, state, kind, target, group, service, environment, interval_seconds, source, traffic, spec } = monitor;
  const canWrite = useCan('monitors:write');
  const [deleting, setDeleting] = useState(false);
  const { remove } = useMonitorActions();
  const navigate = useNavigate();
  const editable = canWrite && source !== 'file';
  useKeys(editable ? [{ keys: 'e', label: 'Edit the monitor', run: () => void navigate(editMonitorLink(id)) }] : []);
  const description = typeof spec.description === 'string' ? spec.description : '';
  return (
    <header className={styles.head}>
      <div className={styles.line}>
        <StateBadge state={state} />
        <h2 className={styles.name}>{name}</h2>
        <code className={styles.target}>{target}</code>
        <span className={styles.actions}>
          {canWrite && <Actions monitor={monitor} />}
          {canWrite && (
            <Menu position="bottom-end" width={210}>
              <Menu.Target>
                <Control aria-label="More about this monitor" title="More">
                  <IconDots size={14} aria-hidden="true" />
                </Control>
              </Menu.Target>
              <Menu.Dropdown>
                {editable && (
                  <Menu.Item leftSection={<IconPencil size={14} />} onClick={() => void navigate(editMonitorLink(id))}>
                    Edit
                  </Menu.Item>
                )}
                <Menu.Item leftSection={<IconTool size={14} />} onClick={() => void navigate(uptimeViewLink('maintenance', { open: `new:${name}` }))}>
                  Plan maintenance
                </Menu.Item>
                {editable && (
                  <Menu.Item leftSection={<IconTrash size={14} />} onClick={() => setDeleting(true)}>
                    Delete
                  </Menu.Item>
                )}
              </Menu.Dropdown>
            </Menu>
          )}
        </span>
      </div>
      <Why monitor={monitor} />
      {traffic && disagrees(traffic.state) && (
        <Notice tone="warning" text={`Real traffic and the probe disagree: of ${thousands(traffic.calls)} real calls ${formatValue(traffic.error_ratio, 'ratio')} failed.`} />
      )}
      {description && <p className={styles.description}>{description}</p>}
      <p className={styles.facts}>
        <span>{kind}, {everyWords(interval_seconds)}</span>
        {group && <Link {...uptimeLink({ group })}>{group}</Link>}
        {environment && <span>{environment}</span>}
        {source !== 'ui' && <span>{SOURCE[source] ?? source}</span>}
        {service && (
          <>
            <Link {...serviceLink(service)}>
              <ServiceName name={service} />
            </Link>
            <Link {...tracesLink({ query: serviceQuery(service) })} className={styles.way}>
              <IconRoute size={14} stroke={1.7} aria-hidden="true" />
              Traces
            </Link>
            <Link {...logsLink({ query: serviceQuery(service) })} className={styles.way}>
              <IconListSearch size={14} stroke={1.7} aria-hidden="true" />
              Logs
            </Link>
          </>
        )}
      </p>
      <ConfirmDialog
        opened={deleting}
        title="Delete this monitor"
        confirm="Delete"
        typed={name}
        onConfirm={async () => {
          await remove(id);
          toast({ title: `${name} deleted` });
          void navigate(uptimeLink());
        }}
        onClose={() => setDeleting(false)}
      >
        <p>Nobody watches {target} any more. Its history and availability are gone with it; pausing keeps them.</p>
      </ConfirmDialog>
    </header>
  );
}

const SOURCE: Record<string, string> = { file: 'kept in a file: change it there', found: 'found by itself', external: 'of another product' };
