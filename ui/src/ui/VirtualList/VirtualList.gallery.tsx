import { useState } from 'react';
import { VirtualList } from './VirtualList';

const NUMBERS = Array.from({ length: 10_000 }, (_, i) => i + 1);
const keyOf = (number: number) => String(number);
const renderRow = (number: number) => <span style={{ padding: '0 8px' }}>Row {number}</span>;

function Example() {
  const [selected, setSelected] = useState<number | null>(3);
  return (
    <div style={{ display: 'flex', height: 160, border: '1px solid var(--border)' }}>
      <VirtualList label="Example rows" items={NUMBERS} keyOf={keyOf} rowPx={22} renderRow={renderRow} selectedKey={selected === null ? null : keyOf(selected)} onSelect={setSelected} />
    </div>
  );
}

export const gallery = { title: 'Virtual list, 10 000 rows', group: 'Data' as const, render: () => <Example /> };
