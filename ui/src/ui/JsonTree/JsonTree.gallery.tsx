import { JsonTree } from './JsonTree';

const ORDER = { order: 'A-1042', paid: true, note: null, items: [{ sku: 'tea-250', count: 2, price: 7.5 }, { sku: 'cup', count: 1, price: 12 }] };

export const gallery = { title: 'JSON tree', group: 'Data' as const, render: () => <JsonTree label="Order" value={ORDER} /> };
