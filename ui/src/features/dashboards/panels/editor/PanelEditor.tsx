import { useState } from 'react';
import { FilterField } from '@/ui/FilterField/FilterField';
import type { Panel, PanelType } from '../../model/dashboard';
import type { PanelData } from '../../model/frames';
import { Fold } from './controls/Fold';
import { SearchContext } from './controls/search';
import { DrawingFold } from './parts/DrawingFold';
import { GeneralFold } from './parts/GeneralFold';
import { LegendFold } from './parts/LegendFold';
import { LinksFold } from './parts/LinksFold';
import { MappingsField } from './parts/MappingsField';
import { OverridesFold } from './parts/OverridesFold';
import { PlaceFold } from './parts/PlaceFold';
import { withValues } from './parts/props';
import { QueriesFold } from './parts/QueriesFold';
import { ThresholdsField } from './parts/ThresholdsField';
import { TypeFold } from './parts/TypeFold';
import { ValuesFields } from './parts/ValuesFields';
import styles from './controls/Editor.module.css';

type Props = {
  panel: Panel;
  /** With every change. */
  onChange: (panel: Panel) => void;
  /** What its queries answer now: names to choose from. */
  data: PanelData | undefined;
};

const WITHOUT_VALUES = new Set<PanelType>(['text', 'logs', 'traces']);
const WITH_LEGEND = new Set<PanelType>(['timeseries', 'bar', 'histogram', 'state-timeline']);

/** Everything a panel can be told, in folds; a search finds settings by name. Each change takes effect at once. */
export function PanelEditor(props: Props) {
  const { panel, onChange } = props;
  const [search, setSearch] = useState('');
  const values = (change: Partial<Panel['values']>) => onChange(withValues(panel, change));
  const measured = !WITHOUT_VALUES.has(panel.type);
  return (
    <SearchContext value={search}>
      <div className={styles.search}>
        <FilterField label="Find a setting" placeholder="Find a setting" value={search} onChange={(text) => setSearch(text ?? '')} secondary />
      </div>
      <TypeFold {...props} />
      <GeneralFold {...props} />
      {panel.type !== 'text' && <QueriesFold {...props} />}
      <DrawingFold {...props} />
      {measured && (
        <>
          <Fold title="Values" note={panel.values.unit || undefined}>
            <ValuesFields values={panel.values} onChange={values} ofSeries={false} />
          </Fold>
          <Fold title="Thresholds" note={count(panel.values.thresholds.length)}>
            <ThresholdsField values={panel.values} onChange={values} />
          </Fold>
          <Fold title="Words for values" note={count(panel.values.mappings.length)}>
            <MappingsField mappings={panel.values.mappings} onChange={(mappings) => values({ mappings })} />
          </Fold>
        </>
      )}
      {WITH_LEGEND.has(panel.type) && <LegendFold {...props} />}
      {measured && <OverridesFold {...props} />}
      <LinksFold {...props} />
      <PlaceFold {...props} />
    </SearchContext>
  );
}

const count = (items: number): string | undefined => (items > 0 ? String(items) : undefined);
