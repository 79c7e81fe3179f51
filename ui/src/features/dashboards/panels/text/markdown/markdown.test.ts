import { describe, expect, it } from 'vitest';
import { parseMarkdown } from './blocks';
import { parseInline, safeUrl } from './inline';

const text = (words: string) => ({ kind: 'text', text: words });

describe('addresses', () => {
  it.each(['https://example.com/a?b=1#c', 'HTTP://x', '/dashboards/shop?from=now-1h', '?var-job=a', '#below', './near', 'dashboards/shop'])('%s may be followed', (url) =>
    expect(safeUrl(url)).toBe(url),
  );

  it.each(['javascript:alert(1)', ' java\nscript:alert(1)', 'JaVaScRiPt:alert(1)', 'data:text/html,x', 'vbscript:x', '//evil.example', '/\\evil.example', 'mailto:a@b', '', 'file:///etc/passwd'])('%j may not', (url) =>
    expect(safeUrl(url)).toBeUndefined(),
  );
});

describe('a line', () => {
  it('has emphasis, code and links', () => {
    expect(parseInline('a **b *c*** `d < e` ~~f~~')).toEqual([
      text('a '),
      { kind: 'strong', children: [text('b '), { kind: 'emphasis', children: [text('c')] }] },
      text(' '),
      { kind: 'code', text: 'd < e' },
      text(' '),
      { kind: 'struck', children: [text('f')] },
    ]);
    expect(parseInline('[docs](https://a.example/x_(y) "title"), https://b.example.')).toEqual([
      { kind: 'link', url: 'https://a.example/x_(y)', children: [text('docs')] },
      text(', '),
      { kind: 'link', url: 'https://b.example', children: [text('https://b.example')] },
      text('.'),
    ]);
  });

  it('leaves only the words of a link that leads elsewhere', () => expect(parseInline('[click](javascript:alert(1))')).toEqual([text('click')]));

  it('shows HTML as it is written', () => expect(parseInline('<img src=x onerror=alert(1)>')).toEqual([text('<img src=x onerror=alert(1)>')]));

  it('keeps names with underlines and lonely marks', () => {
    expect(parseInline('node_cpu_seconds * 2')).toEqual([text('node_cpu_seconds * 2')]);
    expect(parseInline('\\*not\\*')).toEqual([text('*'), text('not'), text('*')]);
  });

  it('links to pictures instead of loading them', () => expect(parseInline('![map](https://a.example/m.png)')).toEqual([{ kind: 'link', url: 'https://a.example/m.png', children: [text('map')] }]));

  it('of a thousand marks is read in no time', () => {
    expect(parseInline('*'.repeat(5000)).length).toBeGreaterThan(0);
    expect(parseInline('[('.repeat(3000)).length).toBeGreaterThan(0);
  });
});

describe('blocks', () => {
  it('are headings, paragraphs, code, quotes and rules', () => {
    expect(parseMarkdown('# One\n\nTwo\nthree\n\n```\nx < 1\n\n# no\n```\n> four\n\n---').map(({ kind }) => kind)).toEqual(['heading', 'paragraph', 'code', 'quote', 'rule']);
    expect(parseMarkdown('```\nx < 1\n```')).toEqual([{ kind: 'code', text: 'x < 1' }]);
    expect(parseMarkdown('```\nnever ends')).toEqual([{ kind: 'code', text: 'never ends' }]);
  });

  it('are lists within lists', () => {
    expect(parseMarkdown('3. a\n   - b\n4. c')).toEqual([
      {
        kind: 'list',
        ordered: true,
        start: 3,
        items: [
          [{ kind: 'paragraph', children: [text('a')] }, { kind: 'list', ordered: false, start: 1, items: [[{ kind: 'paragraph', children: [text('b')] }]] }],
          [{ kind: 'paragraph', children: [text('c')] }],
        ],
      },
    ]);
  });

  it('are tables with their alignment', () => {
    expect(parseMarkdown('| a | b |\n|---|--:|\n| 1 | `x|y` \\| z |\n| 2 |')).toMatchObject([{ kind: 'table', head: [[text('a')], [text('b')]], aligns: [undefined, 'right'], rows: [[[text('1')], [{}]], [[text('2')], []]] }]);
  });

  it('are not tables without the line below the head', () => expect(parseMarkdown('a | b\nc | d')[0]?.kind).toBe('paragraph'));

  it('may be nothing', () => expect(parseMarkdown(' \n\n')).toEqual([]));
});
