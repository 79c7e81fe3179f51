import type { Completion, CompletionContext, CompletionResult, CompletionSource } from '@codemirror/autocomplete';
import type { EditorView } from '@codemirror/view';
import { startCompletion } from '@codemirror/autocomplete';
import { comparable, completionPlace, type CompletionPlace } from '@/core/search/completion';
import { spellValue } from '@/core/search/spelling';
import { formatValue } from '@/core/format';
import { recentSearches, type SearchSignal } from '../history';
import { searchFields, searchValues, type SearchField } from '../vocabulary';

const RECENT = 5;
const OPERATORS = [['>=', 'at least'], ['>', 'more than'], ['<=', 'at most'], ['<', 'less than']] as const;
const KEYWORDS = [['AND', 'both (may be left out)'], ['OR', 'either'], ['NOT', 'without what follows']] as const;
const PAUSE_MS = 60;

/** Fields, operators and values for the place of the cursor, asked of the server. Nothing to offer is no error. */
export const searchCompletion = (signal: SearchSignal): CompletionSource => async (context) => {
  const place = completionPlace(context.state.doc.toString(), context.pos);
  if (place.kind === 'none') return null;
  if (context.pos > 0 && !context.explicit && place.kind === 'field' && place.prefix === '') return null;
  try {
    const fields = await searchFields(signal);
    if (place.kind === 'field') return fieldsAt(place, fields, signal, context);
    await new Promise((done) => setTimeout(done, PAUSE_MS));
    return context.aborted ? null : await valuesAt(place, fields, signal);
  } catch {
    return null;
  }
};

function fieldsAt(place: Extract<CompletionPlace, { kind: 'field' }>, fields: SearchField[], signal: SearchSignal, context: CompletionContext): CompletionResult {
  const options: Completion[] = fields.map(({ name, description }, i) => ({
    label: name, detail: description, type: 'field', boost: -i / fields.length, apply: insertAndContinue(`${name}:`),
  }));
  if (place.joins) options.push(...KEYWORDS.map(([label, detail]) => ({ label, detail, type: 'keyword', apply: `${label} ` })));
  const recent = context.state.doc.length === 0 ? recentSearches(signal).slice(0, RECENT) : [];
  options.push(...recent.map((label, i) => ({ label, type: 'recent', boost: 50 - i, section: { name: 'Recent', rank: -1 } })));
  return { from: place.from, to: place.to, options, validFor: /^[\w.@/-]*$/ };
}

async function valuesAt(place: Extract<CompletionPlace, { kind: 'value' }>, fields: SearchField[], signal: SearchSignal): Promise<CompletionResult | null> {
  const field = fields.find(({ name }) => name === place.field);
  const values = field?.values_known === false ? [] : await searchValues(signal, place.field, place.prefix);
  const options: Completion[] = values.map(({ value, count }, i) => ({ label: value, detail: formatValue(count, 'short'), type: 'value', apply: spellValue(value), boost: -i / values.length }));
  const compares = place.prefix === '' && !place.compared && field !== undefined && comparable(field.kind);
  if (compares) options.push(...OPERATORS.map(([label, detail], i) => ({ label, detail, type: 'operator', boost: -2 - i, apply: insertAndContinue(label) })));
  // The server has chosen by the prefix: filtering again would lose values that are spelt in quotes.
  return options.length > 0 ? { from: place.from, to: place.to, options, filter: false } : null;
}

/** Writes the text and offers what can follow it. */
const insertAndContinue = (text: string) => (view: EditorView, _completion: Completion, from: number, to: number) => {
  const colonIsThere = text.endsWith(':') && view.state.sliceDoc(to, to + 1) === ':';
  view.dispatch({ changes: { from, to: colonIsThere ? to + 1 : to, insert: text }, selection: { anchor: from + text.length } });
  startCompletion(view);
};
