import { Button } from '@mantine/core';
import { useSearch } from '@tanstack/react-router';
import { useCan } from '@/core/permissions';
import { DataTable, type Column } from '@/ui/DataTable/DataTable';
import { Empty } from '@/ui/Empty/Empty';
import { Panel } from '@/ui/Panel/Panel';
import { QueryBody } from '@/ui/Panel/QueryBody';
import { StatusBadge } from '@/ui/StatusBadge/StatusBadge';
import { TableSkeleton } from '@/ui/TableSkeleton/TableSkeleton';
import { useStatusPages, type StatusPage } from '../api/statusPages';
import { pageState } from '../model/statusPage';
import { View } from '@/ui/View/View';
import { readListSearch, type ListSearch } from '../search';
import { useSearchPatch } from '@/core/useSearchPatch';
import { PageDrawer } from './PageDrawer';
import { PublicLink } from './PublicLink';

const COLUMNS: readonly Column<StatusPage>[] = [
  { id: 'state', header: 'State', cell: ({ state }) => <StatusBadge severity={pageState(state).severity}>{pageState(state).word}</StatusBadge>, width: '120px' },
  { id: 'title', header: 'Page', cell: ({ title }) => <b>{title}</b>, sortBy: ({ title }) => title },
  { id: 'address', header: 'Address', cell: (page) => <PublicLink url={page.secret_url ?? page.url} /> },
  { id: 'who', header: 'Seen by', cell: (page) => (page.public ? 'everybody' : 'who has the link'), width: '130px' },
  { id: 'posts', header: 'Going on', cell: ({ open_posts, drafts }) => [open_posts > 0 && `${open_posts} posted`, drafts > 0 && `${drafts} drafted`].filter(Boolean).join(', ') || '–', width: '140px' },
  { id: 'subscribers', header: 'Subscribers', cell: ({ subscribers }) => subscribers, sortBy: ({ subscribers }) => subscribers, align: 'right', width: '104px' },
];

/** What is told to the outside. `open` is the page in the drawer, `new` its form. */
export function StatusPagesPage() {
  const pages = useStatusPages();
  const { open } = readListSearch(useSearch({ strict: false }));
  const patch = useSearchPatch<ListSearch>();
  const canWrite = useCan('monitors:write');
  const chosen = pages.data?.find(({ slug }) => slug === open);
  const close = () => patch({ open: undefined });
  return (
    <View
      about="What others see of your services: components, what is going on, 90 days of history. A page needs no login and no script, and is served even when the rest is busy."
      action={canWrite && <Button size="xs" onClick={() => patch({ open: 'new' })}>New status page</Button>}
      drawer={(chosen || (open === 'new' && canWrite)) && <PageDrawer key={open} page={chosen} canWrite={canWrite} onClose={close} />}
    >
      <Panel title="Status pages">
        <QueryBody
          query={pages}
          skeleton={<TableSkeleton rows={3} />}
          isEmpty={(rows) => rows.length === 0}
          empty={<Empty title="No status page yet" hint="Make one, and give it components out of your monitors: it tells of them by itself, and you add the words." />}
        >
          {(rows) => <DataTable label="Status pages" columns={COLUMNS} rows={rows} rowKey={({ slug }) => slug} onRow={({ slug }) => patch({ open: slug })} selected={open} leastWidth={720} />}
        </QueryBody>
      </Panel>
    </View>
  );
}
