import { useState } from 'react';
import { PageTabs } from '@/ui/PageTabs/PageTabs';
import type { ResolvedVariable } from '../../model/choices';
import { AnnotationsForm } from './AnnotationsForm';
import { GeneralForm } from './GeneralForm';
import { LinksForm } from './LinksForm';
import { VariablesForm } from './VariablesForm';
import styles from './Settings.module.css';

const TABS = [{ value: 'general', label: 'General' }, { value: 'variables', label: 'Variables' }, { value: 'marks', label: 'Marks' }, { value: 'links', label: 'Links' }] as const;
type Tab = (typeof TABS)[number]['value'];

/** What holds for the whole dashboard. Everything goes into the draft at once and is seen beside. */
export function Settings({ resolved }: { resolved: readonly ResolvedVariable[] | undefined }) {
  const [tab, setTab] = useState<Tab>('general');
  return (
    <div className={styles.settings}>
      <PageTabs label="Settings" tabs={TABS} value={tab} onChange={setTab} />
      {tab === 'general' && <GeneralForm />}
      {tab === 'variables' && <VariablesForm resolved={resolved} />}
      {tab === 'marks' && <AnnotationsForm />}
      {tab === 'links' && <LinksForm />}
    </div>
  );
}
