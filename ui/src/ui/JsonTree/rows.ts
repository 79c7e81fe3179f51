export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

/** A line of the tree. Ids are paths, so that what is open stays open when the value is exchanged. */
export type JsonRow = {
  id: string;
  name?: string;
  value: Json;
  depth: number;
  /** Undefined where there is nothing to open. */
  expanded?: boolean;
  position: number;
  siblings: number;
};

const OPEN_DEPTH = 2;

/** The lines in view. Objects and lists are open down to the second level, apart from what was toggled by hand. */
export function jsonRows(value: Json, toggled: ReadonlySet<string>): JsonRow[] {
  const rows: JsonRow[] = [];
  const visit = (row: Omit<JsonRow, 'expanded'>) => {
    const inside = entriesOf(row.value);
    const expanded = inside.length === 0 ? undefined : row.depth < OPEN_DEPTH !== toggled.has(row.id);
    rows.push({ ...row, expanded });
    if (!expanded) return;
    for (const [i, [name, child]] of inside.entries()) {
      visit({ id: `${row.id}/${name}`, name, value: child, depth: row.depth + 1, position: i + 1, siblings: inside.length });
    }
  };
  visit({ id: '', value, depth: 0, position: 1, siblings: 1 });
  return rows;
}

function entriesOf(value: Json): [string, Json][] {
  return typeof value === 'object' && value !== null ? Object.entries(value) : [];
}

/** What stands in the line: a scalar as JSON, of the rest how much there is. */
export function summaryOf(value: Json): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const count = entriesOf(value).length;
  if (Array.isArray(value)) return count === 0 ? '[]' : `[${count} ${count === 1 ? 'item' : 'items'}]`;
  return count === 0 ? '{}' : `{${count} ${count === 1 ? 'key' : 'keys'}}`;
}

/** The object or list that a text spells in JSON, if it does. */
export function parseJson(text: string): Json | undefined {
  if (!/^\s*[{[]/.test(text)) return undefined;
  try {
    return JSON.parse(text) as Json;
  } catch {
    return undefined;
  }
}
