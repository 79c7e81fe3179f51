// @vitest-environment happy-dom
import { afterEach, describe, expect, it, vi } from 'vitest';
import { registerKeys } from './keysRegistry';

const undo: (() => void)[] = [];
const bind = (keys: string, run = vi.fn(), whileTyping = false) => {
  undo.push(registerKeys('Test', [{ keys, label: keys, run, whileTyping }]));
  return run;
};
const press = (key: string, held: KeyboardEventInit = {}, on: Element = document.body) =>
  on.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true, ...held }));
const put = (html: string) => {
  document.body.innerHTML = html;
  return document.body.firstElementChild!;
};

afterEach(() => {
  undo.splice(0).forEach((done) => done());
  document.body.innerHTML = '';
});

describe('keys of a page', () => {
  it('do what they are bound to, until they are taken away', () => {
    const run = bind('x');
    press('x');
    undo.splice(0).forEach((done) => done());
    press('x');
    expect(run).toHaveBeenCalledTimes(1);
  });

  it('may be two after each other, and the second alone is something else', () => {
    const [logs, earlier] = [bind('g l'), bind('l')];
    press('g');
    press('l');
    press('l');
    expect(logs).toHaveBeenCalledTimes(1);
    expect(earlier).toHaveBeenCalledTimes(1);
  });

  it('are off in a field and behind a dialog, but for those with Ctrl', () => {
    const [plain, palette] = [bind('x'), bind('mod+k')];
    const field = put('<input>');
    press('x', {}, field);
    press('k', { ctrlKey: true }, field);
    put('<div aria-modal="true"></div>');
    press('x');
    expect(plain).not.toHaveBeenCalled();
    expect(palette).toHaveBeenCalledTimes(1);
  });

  it('may ask to work in a field', () => {
    const run = bind('Escape', vi.fn(), true);
    press('Escape', {}, put('<textarea></textarea>'));
    expect(run).toHaveBeenCalledTimes(1);
  });

  it('belong to whoever came last', () => {
    const [first, second] = [bind('x'), bind('x')];
    press('x');
    expect(first).not.toHaveBeenCalled();
    expect(second).toHaveBeenCalledTimes(1);
  });
});
