import { useMemo } from 'react';
import { Button } from '@mantine/core';
import { IconFileImport, IconPlus } from '@tabler/icons-react';
import { useSearch } from '@tanstack/react-router';
import { useKeys } from '@/core/keys';
import { useCan } from '@/core/permissions';
import { Control } from '@/ui/Control/Control';
import { Empty } from '@/ui/Empty/Empty';
import { FilterField } from '@/ui/FilterField/FilterField';
import { Notice } from '@/ui/Notice/Notice';
import { Panel } from '@/ui/Panel/Panel';
import { QueryBody } from '@/ui/Panel/QueryBody';
import { TableSkeleton } from '@/ui/TableSkeleton/TableSkeleton';
import { useDashboards } from '../data/api';
import { listed, tagsOf } from '../model/listed';
import { readListSearch, usePatch, type ListSearch } from '../search';
import { Faults } from './Faults';
import { FolderList } from './FolderList';
import { ImportDialog } from './ImportDialog';
import { NewDialog } from './NewDialog';
import { Tags } from './Tags';
import styles from './ListPage.module.css';

/** All dashboards by folder: starred ones first, those without data apart. */
export function ListPage() {
  const search = readListSearch(useSearch({ strict: false }));
  const patch = usePatch<ListSearch>();
  const found = useDashboards({ watched: true });
  const mayWrite = useCan('dashboards:write');
  const groups = useMemo(() => found.data && listed(found.data.items, search), [found.data, search.q, search.tag, search.all]);
  const tags = useMemo(() => tagsOf(found.data?.items ?? []), [found.data]);
  const hidden = groups?.hidden ?? 0;
  useKeys(mayWrite ? [{ keys: 'n', label: 'New dashboard', run: () => patch({ open: 'new' }) }] : []);
  return (
    <div className={styles.page}>
      <div className={styles.bar}>
        <FilterField label="Search dashboards" placeholder="Search by title, tag, description" value={search.q ?? ''} onChange={(q) => patch({ q }, true)} />
        <Tags tags={tags} value={search.tag} onChange={(tag) => patch({ tag })} />
        <span className={styles.space} />
        {mayWrite && (
          <>
            <Control onClick={() => patch({ open: 'import' })}>
              <IconFileImport size={14} />
              Import
            </Control>
            <Button size="compact-sm" className={styles.new} leftSection={<IconPlus size={14} />} onClick={() => patch({ open: 'new' })}>
              New
            </Button>
          </>
        )}
      </div>
      {found.data && <Faults faults={found.data.faults} />}
      <Panel title="Dashboards" note={groups && String(groups.count)}>
        <QueryBody query={{ ...found, data: groups }} skeleton={<TableSkeleton rows={9} />} isEmpty={({ folders }) => folders.length === 0} empty={<Nothing narrowed={Boolean(search.q ?? search.tag)} />}>
          {({ folders }) => <FolderList folders={folders} onTag={(tag) => patch({ tag })} />}
        </QueryBody>
        {hidden > 0 && (
          <Notice
            tone="info"
            text={`${hidden === 1 ? 'One more appears' : `${hidden} more appear`} as soon as ${hidden === 1 ? 'its' : 'their'} metrics arrive`}
            action="Show"
            onAction={() => patch({ all: '1' })}
          />
        )}
        {search.all && <Notice tone="info" text="Those without data are listed too" action="Hide" onAction={() => patch({ all: undefined })} />}
      </Panel>
      {search.open === 'new' && <NewDialog onClose={() => patch({ open: undefined })} />}
      {search.open === 'import' && <ImportDialog taken={new Map(found.data?.items.map(({ uid, origin }) => [uid, origin]))} onClose={() => patch({ open: undefined })} />}
    </div>
  );
}

function Nothing({ narrowed }: { narrowed: boolean }) {
  if (narrowed) return <Empty title="No dashboard matches" hint="Every word must occur in the title, the tags, the folder or the description." />;
  return <Empty title="No dashboards yet" hint="They appear by themselves when an exporter does. Make one, or import one of Grafana’s." />;
}
