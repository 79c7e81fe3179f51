import { useState } from 'react';
import { SendSnippets } from './SendSnippets';

function Sample() {
  const [chosen, setChosen] = useState('go');
  return <SendSnippets to={{ endpoint: 'http://127.0.0.1:4318', service: 'checkout' }} chosen={chosen} onChoose={setChosen} />;
}

export const gallery = { title: 'Snippets to send data', group: 'Text' as const, render: () => <Sample /> };
