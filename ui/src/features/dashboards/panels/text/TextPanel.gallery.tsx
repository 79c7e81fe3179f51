import { Sample } from '../parts/Sample';
import { answer, panel } from '../samples';

const WORDS = `# Shop
What to do when **orders** fall, in *this* order:

1. Look at [the host](/infrastructure), then \`checkout\`
2. Ask the [payment provider](https://status.example/)
   - their status page is late at times
3. <b>HTML</b> is shown as it is written

| Team | Hours |
|---|--:|
| Payments | 24 |
| Catalog | 8 |

> Nobody restarts the database.
`;

export const gallery = {
  title: 'Text panel',
  group: 'Panels' as const,
  render: () => <Sample panel={panel('text', { title: 'What to do', options: { content: WORDS } })} data={answer([])} height={300} />,
};
