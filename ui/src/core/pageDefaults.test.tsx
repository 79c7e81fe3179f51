// @vitest-environment happy-dom
import { cleanup, renderHook } from '@testing-library/react';
import { afterEach, expect, it } from 'vitest';
import { usePageDefaults, useSetDefaults } from './pageDefaults';

const HOURS = { range: { from: 'now-6h', to: 'now' }, refresh: '30s' };

afterEach(cleanup);

it('holds as long as the page that set it is there, and says when it does', () => {
  const seen = renderHook(() => useSetDefaults());
  const answers: boolean[] = [];
  const page = renderHook(() => answers.push(usePageDefaults(HOURS)));
  expect([answers[0], answers.at(-1)]).toEqual([false, true]);
  expect(seen.result.current).toEqual(HOURS);
  page.unmount();
  expect(seen.result.current).toBeUndefined();
});
