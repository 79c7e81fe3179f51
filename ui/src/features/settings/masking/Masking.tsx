import { DataTable, type Column } from '@/ui/DataTable/DataTable';
import { Notice } from '@/ui/Notice/Notice';
import { Panel } from '@/ui/Panel/Panel';
import { QueryBody } from '@/ui/Panel/QueryBody';
import { TableSkeleton } from '@/ui/TableSkeleton/TableSkeleton';
import { SectionFrame } from '../parts/SectionFrame';
import { useMasking, type MaskingRule } from './api';
import { DeniedKeys } from './DeniedKeys';
import { LeakFindings } from './LeakFindings';
import { PreviewRule } from './PreviewRule';
import { TryIt } from './TryIt';
import { ACTION_WORDS } from './words';

const COLUMNS: readonly Column<MaskingRule>[] = [
  { id: 'name', header: 'Rule', cell: ({ name }) => name, width: '128px' },
  { id: 'action', header: 'Its finds are', cell: ({ action }) => ACTION_WORDS[action], width: '104px' },
  { id: 'from', header: 'From', cell: ({ built_in }) => (built_in ? 'built in' : 'configuration'), width: '104px' },
  { id: 'finds', header: 'Finds', cell: ({ description }) => <span title={description}>{description}</span> },
];

/** What is masked before anything is stored, and a place to try it. */
export default function Masking() {
  const masking = useMasking();
  return (
    <SectionFrame title="Masking" about="Secrets and personal data are taken out on the way in, before anything is written to disk. Rules are set in the configuration file.">
      {masking.data && !masking.data.enabled && <Notice tone="warning" text="Masking is switched off: everything is stored as it arrives" />}
      <LeakFindings />
      <TryIt />
      <PreviewRule />
      <Panel title="Rules" note={masking.data && `${masking.data.rules.length}, applied in this order`}>
        <QueryBody query={masking} skeleton={<TableSkeleton rows={8} />}>
          {(data) => <DataTable label="Masking rules" columns={COLUMNS} rows={data.rules} rowKey={({ name }) => name} />}
        </QueryBody>
      </Panel>
      {masking.data && <DeniedKeys masking={masking.data} />}
    </SectionFrame>
  );
}
