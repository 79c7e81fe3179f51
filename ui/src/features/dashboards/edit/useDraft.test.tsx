// @vitest-environment happy-dom
import { act, cleanup, renderHook } from '@testing-library/react';
import { afterEach, describe, expect, it } from 'vitest';
import { blankDashboard } from '../model/blank';
import { useDraft } from './useDraft';

const SAVED = blankDashboard('u', 'Saved');
const draft = () => renderHook(({ version }) => useDraft({ dashboard: SAVED, version }), { initialProps: { version: 3 } });
const titled = (title: string) => (dashboard: typeof SAVED) => ({ ...dashboard, title });

describe('a draft', () => {
  afterEach(cleanup);

  it('takes changes back one by one and makes them again', () => {
    const { result } = draft();
    act(() => result.current.change(titled('a')));
    act(() => result.current.change(titled('b')));
    act(() => result.current.undo?.());
    expect(result.current.dashboard.title).toBe('a');
    act(() => result.current.undo?.());
    expect([result.current.dashboard, result.current.dirty, result.current.undo]).toEqual([SAVED, false, undefined]);
    act(() => result.current.redo?.());
    act(() => result.current.redo?.());
    expect([result.current.dashboard.title, result.current.redo]).toEqual(['b', undefined]);
  });

  it('takes a drag back as a whole', () => {
    const { result } = draft();
    act(() => result.current.change(titled('a'), 'drag 1'));
    act(() => result.current.change(titled('b'), 'drag 1'));
    act(() => result.current.undo?.());
    expect(result.current.dashboard.title).toBe('Saved');
  });

  it('remembers the version it began from when others save meanwhile', () => {
    const { result, rerender } = draft();
    act(() => result.current.change(titled('a')));
    rerender({ version: 4 });
    expect(result.current.base).toBe(3);
    act(() => result.current.discard());
    expect(result.current.base).toBe(4);
  });

  it('is no change when nothing changed', () => {
    const { result } = draft();
    act(() => result.current.change((dashboard) => dashboard));
    expect(result.current.dirty).toBe(false);
  });
});
