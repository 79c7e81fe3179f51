import { useNavigate, useSearch } from '@tanstack/react-router';
import { PageTabs } from '@/ui/PageTabs/PageTabs';
import { usePageTitle } from '@/core/pageTitle';
import { logsLink } from '@/core/links';
import { Rules } from './rules/Rules';
import { Sources } from './Sources';
import { readSourcesSearch, type SourcesSearch } from './search';
import styles from './SourcesPage.module.css';

const TABS = [{ value: 'sources', label: 'Sources' }, { value: 'rules', label: 'Parse rules' }] as const;

/** Who sends log records, what became of them, and how lines are read. */
export function SourcesPage() {
  usePageTitle('Sources', { label: 'Logs', link: logsLink() });
  const search = readSourcesSearch(useSearch({ strict: false }));
  const navigate = useNavigate();
  const patch = (changes: SourcesSearch) => void navigate({ to: '.', search: (previous) => ({ ...previous, ...changes }), replace: changes.q !== undefined });
  return (
    <div className={styles.page}>
      <PageTabs label="Log sources" tabs={TABS} value={search.view ?? 'sources'} onChange={(view) => patch({ view: view === 'rules' ? view : undefined, open: undefined })} />
      {search.view === 'rules' ? <Rules /> : <Sources search={search} patch={patch} />}
    </div>
  );
}
