import { useMemo } from 'react';
import { Button, Menu } from '@mantine/core';
import { thousands } from '@/core/format';
import { useCan } from '@/core/permissions';
import { Empty } from '@/ui/Empty/Empty';
import { FilterField } from '@/ui/FilterField/FilterField';
import { Panel } from '@/ui/Panel/Panel';
import { QueryBody, type PanelQuery } from '@/ui/Panel/QueryBody';
import { SearchRuleDrawer } from '@/ui/SearchRule/SearchRuleDrawer';
import { TableSkeleton } from '@/ui/TableSkeleton/TableSkeleton';
import { View } from '@/ui/View/View';
import { useSearchRules } from '../api';
import type { Rules as Loaded } from '../model/alerts';
import { fileRules, holds } from '../model/rules';
import type { AlertsSearch } from '../search';
import { FileRules } from './FileRules';
import { RuleDrawer } from './RuleDrawer';
import { SearchRules } from './SearchRules';

const NEW = { logs: 'new-logs', traces: 'new-traces' } as const;

type Props = { rules: PanelQuery<Loaded>; search: AlertsSearch; patch: (changes: AlertsSearch, replace?: boolean) => void };

/** All rules: those made of searches, which can be changed here, and those of files. */
export function Rules({ rules, search, patch }: Props) {
  const mayWrite = useCan('alerts:write');
  const searches = useSearchRules();
  const { q = '', open } = search;
  const files = useMemo(() => fileRules(rules.data?.groups ?? []), [rules.data]);
  const shownFiles = useMemo(() => files.filter(({ rule, group }) => holds(q, rule.name, rule.expr, group.name, group.file, ...Object.values(rule.labels))), [files, q]);
  const shownSearches = useMemo(() => searches.data?.filter((rule) => holds(q, rule.name, rule.query ?? '', rule.severity, rule.signal)), [searches.data, q]);
  const openFile = files.find(({ key }) => key === open);
  const openSearch = searches.data?.find(({ id }) => id === open);
  const made = open === NEW.logs ? 'logs' : open === NEW.traces ? 'traces' : undefined;
  const close = () => patch({ open: undefined });
  return (
    <View
      drawer={
        <>
          {openFile && <RuleDrawer {...openFile} onClose={close} />}
          {openSearch && <SearchRuleDrawer key={openSearch.id} signal={openSearch.signal} rule={openSearch} readOnly={!mayWrite} onClose={close} />}
          {made && mayWrite && <SearchRuleDrawer key={made} signal={made} onClose={close} />}
        </>
      }
    >
      <FilterField label="Filter rules" placeholder="Name, expression, file" value={q} onChange={(text) => patch({ q: text }, true)} />
      <Panel
        title="Searches"
        note={searches.data && `${thousands(searches.data.length)}: rules that count log records or spans`}
        actions={
          mayWrite && (
            <Menu position="bottom-end">
              <Menu.Target>
                <Button size="compact-xs">New rule</Button>
              </Menu.Target>
              <Menu.Dropdown>
                <Menu.Item onClick={() => patch({ open: NEW.logs })}>On log records</Menu.Item>
                <Menu.Item onClick={() => patch({ open: NEW.traces })}>On spans</Menu.Item>
              </Menu.Dropdown>
            </Menu>
          )
        }
      >
        <QueryBody
          query={{ ...searches, data: shownSearches }}
          skeleton={<TableSkeleton rows={3} />}
          isEmpty={(found) => found.length === 0}
          empty={q && searches.data?.length ? <Empty title="No search fits this filter" hint="Every word must occur in the name, the search or the severity." /> : <Empty title="No rule is made of a search yet" hint="Search the logs or the traces and choose Alert, or make one here." />}
        >
          {(found) => <SearchRules rules={found} open={open} onOpen={(id) => patch({ open: id })} />}
        </QueryBody>
      </Panel>
      <Panel title="Rule files" note={files.length > 0 && `${thousands(files.length)} rules, changed in their files`}>
        <QueryBody query={{ ...rules, data: rules.data && shownFiles }} skeleton={<TableSkeleton rows={12} />} isEmpty={(found) => found.length === 0} empty={<Empty title={q ? 'No rule fits this filter' : 'There are no rule files'} hint="alerting.rule_files of the configuration names them." />}>
          {(found) => <FileRules rules={found} open={open} onOpen={(key) => patch({ open: key })} />}
        </QueryBody>
      </Panel>
    </View>
  );
}
