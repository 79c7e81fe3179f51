import { useState } from 'react';
import { FilterField } from './FilterField';

function Sample() {
  const [text, setText] = useState<string>();
  return <FilterField label="Filter services of the gallery" placeholder="Name, version or environment" value={text ?? ''} onChange={setText} secondary />;
}

export const gallery = { title: 'Filter field', group: 'Forms' as const, render: () => <Sample /> };
