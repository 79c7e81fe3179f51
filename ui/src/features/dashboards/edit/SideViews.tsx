import { lazy, Suspense } from 'react';
import { SideDrawer } from '@/ui/SideDrawer/SideDrawer';
import { Skeleton } from '@/ui/Skeleton/Skeleton';
import type { ResolvedVariable } from '../model/choices';
import type { DashboardView } from '../model/dashboard';
import { useDashboardSearch } from '../search';
import { useBoard } from '../view/BoardContext';
import type { Draft } from './useDraft';
import styles from './SideViews.module.css';

const Settings = lazy(() => import('./settings/Settings').then(({ Settings: component }) => ({ default: component })));
const JsonEditor = lazy(() => import('./JsonEditor').then(({ JsonEditor: component }) => ({ default: component })));
const Versions = lazy(() => import('./Versions').then(({ Versions: component }) => ({ default: component })));

const TITLES = { settings: 'Settings', json: 'JSON', versions: 'Versions' } as const;

type Props = { view: DashboardView; draft: Draft; resolved: readonly ResolvedVariable[] | undefined };

/** What stands beside the panels: settings, the document, its history. */
export function SideViews({ view, draft, resolved }: Props) {
  const { search, patch } = useDashboardSearch();
  const { mayEdit } = useBoard();
  const { open } = search;
  if (open === undefined || (open === 'settings' && !mayEdit)) return null;
  return (
    <div className={styles.side} data-wide={open === 'json' || undefined}>
      <SideDrawer label={TITLES[open]} title={TITLES[open]} onClose={() => patch({ open: undefined })}>
        <Suspense fallback={<Skeleton height={300} />}>
          {open === 'settings' && <Settings resolved={resolved} />}
          {open === 'json' && <JsonEditor draft={draft} />}
          {open === 'versions' && <Versions view={view} draft={draft} />}
        </Suspense>
      </SideDrawer>
    </div>
  );
}
