import { CodeView } from './CodeView';

const STACK = `Traceback (most recent call last):
  File "/srv/venv/lib/python3.11/site-packages/starlette/routing.py", line 683, in __call__
    await self.middleware_stack(scope, receive, send)
  File "/srv/venv/lib/python3.11/site-packages/starlette/routing.py", line 703, in app
    await route.handle(scope, receive, send)
  File "/srv/shop/cart.py", line 12, in add
    raise Full(item)
shop.cart.Full: no room for 3 items`;
const QUERY = 'SELECT id, title\n  FROM products\n WHERE category = $1\n ORDER BY title';

export const gallery = {
  title: 'Code and stack traces',
  group: 'Text' as const,
  render: () => (
    <div style={{ display: 'grid', gap: 8 }}>
      <CodeView label="Stack trace" code={STACK} />
      <CodeView label="Query" code={QUERY} firstLine={41} markedLine={43} />
    </div>
  ),
};
