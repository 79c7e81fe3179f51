// @vitest-environment happy-dom
import { cleanup, fireEvent, render, screen } from '@testing-library/react';
import { MantineProvider } from '@mantine/core';
import { afterEach, describe, expect, it } from 'vitest';
import { JsonTree } from './JsonTree';

const names = () => screen.getAllByRole('treeitem').map((item) => item.textContent);
const press = (...keys: string[]) => keys.forEach((key) => fireEvent.keyDown(screen.getByRole('tree'), { key }));
const current = () => screen.getByRole('treeitem', { selected: true }).textContent;

describe('a JSON tree', () => {
  afterEach(cleanup);

  it('is walked, closed and opened by keys', () => {
    render(
      <MantineProvider>
        <JsonTree label="Order" value={{ id: 7, items: [{ sku: 'A1' }] }} />
      </MantineProvider>,
    );
    press('ArrowDown', 'ArrowDown');
    expect(current()).toBe('items: [1 item]');
    press('ArrowLeft');
    expect(names()).toEqual(['{2 keys}', 'id: 7', 'items: [1 item]']);
    press('ArrowLeft');
    expect(current()).toBe('{2 keys}');
    press('End', 'ArrowRight', 'ArrowRight', 'ArrowRight', 'ArrowRight');
    expect(current()).toBe('sku: "A1"');
    expect(screen.getByRole('button', { name: 'Copy sku' })).toBeTruthy();
  });
});
