import { useState } from 'react';
import { KeyValues } from './KeyValues';

const ENTRIES = [
  { key: 'service', value: 'checkout' },
  { key: 'http.response.status_code', value: '502' },
  { key: 'url.full', value: 'https://shop.example/api/v2/orders?page=3&sort=created_at' },
];

function Example() {
  const [chosen, setChosen] = useState('');
  return (
    <div style={{ width: 380 }}>
      <KeyValues entries={ENTRIES} onFilter={(key, value, exclude) => setChosen(`${exclude ? '-' : ''}${key}:${value}`)} onColumn={setChosen} />
      <p style={{ minHeight: 20 }}>{chosen}</p>
    </div>
  );
}

export const gallery = { title: 'Key–value list', group: 'Data' as const, render: () => <Example /> };
