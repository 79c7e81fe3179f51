import { describe, expect, it } from 'vitest';
import { isFrame, parseStack } from './parseStack';

const PYTHON = `Traceback (most recent call last):
  File "/srv/venv/lib/python3.11/site-packages/starlette/routing.py", line 683, in __call__
    await self.middleware_stack(scope, receive, send)
          ^^^^^^^^^^^^^^^^^^^^^
  File "/srv/shop/cart.py", line 12, in add
    raise Full(item)
shop.Full: no room for 3 items`;

describe('reading a stack trace', () => {
  it('reads Python with its source, and knows libraries by their place', () => {
    const parts = parseStack(PYTHON);
    expect(parts[0]).toEqual({ text: 'Traceback (most recent call last):' });
    expect(parts[1]).toMatchObject({ function: '__call__', line: '683', inApp: false, source: ['await self.middleware_stack(scope, receive, send)', '      ^^^^^^^^^^^^^^^^^^^^^'] });
    expect(parts[2]).toMatchObject({ function: 'add', file: '/srv/shop/cart.py', inApp: true, source: ['raise Full(item)'] });
    expect(parts[3]).toEqual({ text: 'shop.Full: no room for 3 items' });
  });

  it.each([
    ['JavaScript', '    at Cart.add (/srv/shop/cart.js:12:7)', 'Cart.add', '/srv/shop/cart.js', '12', true],
    ['JavaScript without a name', '    at file:///srv/shop/cart.js:12:7', '', 'file:///srv/shop/cart.js', '12', true],
    ['Node itself', '    at process.processTicks (node:internal/process/task_queues:95:5)', 'process.processTicks', 'node:internal/process/task_queues', '95', false],
    ['a package of Node', '    at next (/srv/shop/node_modules/express/router.js:3:1)', 'next', '/srv/shop/node_modules/express/router.js', '3', false],
    ['Java', '\tat com.shop.Cart.add(Cart.java:12)', 'com.shop.Cart.add', 'Cart.java', '12', true],
    ['Java libraries', '\tat org.springframework.web.Servlet.run(Servlet.java:9)', 'org.springframework.web.Servlet.run', 'Servlet.java', '9', false],
    ['.NET', '   at Shop.Cart.Add(Item item) in /src/Cart.cs:line 12', 'Shop.Cart.Add(Item item)', '/src/Cart.cs', '12', true],
    ['.NET libraries', '   at System.Linq.Enumerable.First()', 'System.Linq.Enumerable.First()', '', '', false],
    ['Ruby', "app/cart.rb:12:in `add'", 'add', 'app/cart.rb', '12', true],
    ['PHP', '#0 /srv/shop/vendor/x/Cart.php(12): Cart->add()', 'Cart->add()', '/srv/shop/vendor/x/Cart.php', '12', false],
    ['Go', 'main.add(0x1)\n\t/srv/shop/cart.go:12 +0x1d', 'main.add(0x1)', '/srv/shop/cart.go', '12', true],
  ])('reads %s', (_, text, name, file, line, inApp) => {
    expect(parseStack(text)).toEqual([{ function: name, file, line, inApp, source: [] }]);
  });

  it('leaves text that is no stack trace as it is', () => {
    const parts = parseStack('connection refused\n  at least once');
    expect(parts.some(isFrame)).toBe(false);
    expect(parts).toEqual([{ text: 'connection refused' }, { text: '  at least once' }]);
  });
});
