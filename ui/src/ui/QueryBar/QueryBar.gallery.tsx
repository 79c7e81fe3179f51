import { useState } from 'react';
import { QueryBar } from './QueryBar';

const FAULT = { detail: 'OR needs a condition after it', position: 12, length: 2, hint: 'to search for the word itself, quote it: "OR"' };

function Example() {
  const [query, setQuery] = useState('service:checkout level:>=warn "gateway timeout"');
  return (
    <div style={{ display: 'grid', gap: 12 }}>
      <QueryBar signal="logs" label="Example search" value={query} onSubmit={setQuery} />
      <QueryBar signal="logs" label="Example search that can’t be read" value="level:(info OR" error={FAULT} onSubmit={() => undefined} />
    </div>
  );
}

export const gallery = { title: 'Query bar', group: 'Forms' as const, render: () => <Example /> };
