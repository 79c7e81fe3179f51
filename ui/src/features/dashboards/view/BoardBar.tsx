import { IconArrowUpRight, IconPencil, IconStar, IconStarFilled } from '@tabler/icons-react';
import { Menu } from '@mantine/core';
import { wantedParam, type ResolvedVariable } from '../model/choices';
import type { DashboardView } from '../model/dashboard';
import { Control } from '@/ui/Control/Control';
import { useDashboardChanges, useDashboards } from '../data/api';
import { BoardMenu } from './BoardMenu';
import { useBoard, useDocument } from './BoardContext';
import { DashboardLinks } from './DashboardLinks';
import { MarksMenu } from './MarksMenu';
import { PanelLinks } from './PanelLinks';
import { VariableControl } from './VariableControl';
import styles from './BoardBar.module.css';

type Props = {
  view: DashboardView;
  /** Undefined while the choices are on their way: the bar keeps their room. */
  resolved: readonly ResolvedVariable[] | undefined;
  off: ReadonlySet<string>;
  /** Only what is chosen, for the kiosk. */
  bare: boolean;
};

/** What one chooses on a dashboard, and what one can do with it. */
export function BoardBar({ view, resolved, off, bare }: Props) {
  const { scope, patch, mayEdit, editing } = useBoard();
  const dashboard = useDocument();
  const shown = resolved?.filter(({ variable }) => !variable.hidden && variable.kind !== 'constant') ?? [];
  const waiting = resolved === undefined ? dashboard.variables.filter(({ hidden, kind }) => !hidden && kind !== 'constant') : [];
  const plain = dashboard.links.filter(({ tags }) => tags.length === 0);
  const tagged = dashboard.links.filter(({ tags }) => tags.length > 0);
  const { data: list } = useDashboards({ enabled: !bare });
  const starred = list?.items.find(({ uid }) => uid === dashboard.uid)?.starred ?? false;
  const { star } = useDashboardChanges();
  if (bare && shown.length === 0) return null;
  return (
    <div className={styles.bar} role="toolbar" aria-label="Dashboard">
      {waiting.map(({ name }) => <span key={name} className={styles.waiting} aria-hidden="true" />)}
      {shown.map((each) => <VariableControl key={each.variable.name} resolved={each} onChoose={(values) => patch(wantedParam(each.variable.name, values))} />)}
      {!bare && (
        <>
          <MarksMenu annotations={dashboard.annotations} off={off} />
          <span className={styles.space} />
          {tagged.map((link) => <DashboardLinks key={link.title + link.tags.join()} link={link} />)}
          {plain.length > 0 && (
            <Menu position="bottom-end" width={220}>
              <Menu.Target>
                <Control>
                  <IconArrowUpRight size={14} />
                  Links
                </Control>
              </Menu.Target>
              <Menu.Dropdown>
                <PanelLinks links={plain} scope={scope ?? {}} icon={<IconArrowUpRight size={14} />} />
              </Menu.Dropdown>
            </Menu>
          )}
          <Control quiet aria-label={starred ? 'Take the star away' : 'Star this dashboard'} aria-pressed={starred} title="Starred dashboards come first in your list" onClick={() => star({ uid: dashboard.uid, starred: !starred })}>
            {starred ? <IconStarFilled size={15} className={styles.starred} /> : <IconStar size={15} />}
          </Control>
          {mayEdit && !editing && (
            <Control onClick={() => patch({ edit: '1' })} title="Edit the dashboard (E)">
              <IconPencil size={14} />
              Edit
            </Control>
          )}
          <BoardMenu view={view} />
        </>
      )}
    </div>
  );
}
