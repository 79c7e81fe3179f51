/**
 * The page's own search carries this attribute, on the field itself or around an editor that comes later:
 * `<div {...pageSearch}>`. The key `/` goes there.
 */
export const pageSearch = { 'data-page-search': '' } as const;

const FIELDS = 'input:not([disabled]), textarea, [contenteditable="true"], [tabindex="0"]';

/** Puts the keyboard into the page's search and says whether there is one. */
export function focusPageSearch(): boolean {
  const marked = document.querySelector<HTMLElement>('[data-page-search]');
  const field = marked?.matches(FIELDS) ? marked : marked?.querySelector<HTMLElement>(FIELDS);
  if (!field) return false;
  field.focus();
  if (field instanceof HTMLInputElement) field.select();
  return true;
}
