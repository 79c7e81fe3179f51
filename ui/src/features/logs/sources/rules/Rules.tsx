import { Panel } from '@/ui/Panel/Panel';
import { QueryBody } from '@/ui/Panel/QueryBody';
import { TableSkeleton } from '@/ui/TableSkeleton/TableSkeleton';
import { useLogRules } from '../api';
import { ConfiguredRules } from './ConfiguredRules';
import { RuleTester } from './RuleTester';
import page from '../SourcesPage.module.css';

/** How lines are read: try a pattern on lines of one's own, and see what the configuration says. */
export function Rules() {
  const rules = useLogRules();
  return (
    <div className={page.content}>
      <RuleTester rules={rules.data?.parse ?? []} />
      <Panel title="Rules in force" note="from the configuration file">
        <QueryBody query={rules} skeleton={<TableSkeleton rows={4} />}>
          {(data) => <ConfiguredRules rules={data} />}
        </QueryBody>
      </Panel>
    </div>
  );
}
