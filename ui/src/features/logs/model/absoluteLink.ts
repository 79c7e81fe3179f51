/** An address of a page with the times it shows now instead of "the last hour": it shows the same next week. */
export function absoluteLink(href: string, { start, end }: { start: number; end: number }): string {
  const url = new URL(href);
  url.searchParams.set('from', String(Math.round(start * 1000)));
  url.searchParams.set('to', String(Math.round(end * 1000)));
  if (url.searchParams.get('view') === 'live') url.searchParams.delete('view');
  return url.href;
}
