import { useState } from 'react';
import { FacetList } from './FacetList';

const FIELDS = [
  { name: 'level', values: [{ value: 'info', count: 6124 }, { value: 'warn', count: 980 }, { value: 'error', count: 587 }] },
  { name: 'service', values: [{ value: 'checkout', count: 867 }, { value: 'catalog', count: 860 }], distinct: 14 },
];

function Example() {
  const [chosen, setChosen] = useState({ field: 'service', value: 'checkout', exclude: false });
  const stateOf = (field: string, value: string) => (chosen.field === field && chosen.value === value ? (chosen.exclude ? 'out' : 'in') : null);
  return (
    <div style={{ width: 208 }}>
      <FacetList fields={FIELDS} stateOf={stateOf} onFilter={(field, value, exclude) => setChosen({ field, value, exclude })} />
    </div>
  );
}

export const gallery = { title: 'Facet list', group: 'Data' as const, render: () => <Example /> };
