const PLAIN = /^[\w.@%][\w.@%:/+-]*$/;
const KEYWORDS = new Set(['AND', 'OR', 'NOT']);
const FIELD_NAME = /^[A-Za-z_@][\w.@/-]*$/;

/** Whether the language can name this field. Attributes may be called anything; those with spaces cannot be searched by name. */
export const isFieldName = (name: string): boolean => FIELD_NAME.test(name);

/** A value as the language wants it: bare where nothing in it has a meaning, else in quotes. */
export function spellValue(value: string): string {
  if (PLAIN.test(value) && !KEYWORDS.has(value)) return value;
  return `"${value.replace(/[\\"]/g, '\\$&')}"`;
}

/** The value a person meant by what stands in the search. */
export function readValue(text: string): string {
  if (!text.startsWith('"')) return text.replace(/\\(.)/g, '$1');
  return text.slice(1, text.length > 1 && text.endsWith('"') ? -1 : undefined).replace(/\\([\\"])/g, '$1');
}
