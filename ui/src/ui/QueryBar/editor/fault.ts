import { StateEffect, StateField } from '@codemirror/state';
import { Decoration, EditorView, type DecorationSet } from '@codemirror/view';
import type { SearchFault } from '@/api/problem';
import { toTextRange } from '@/core/search/places';

export const setFault = StateEffect.define<SearchFault | undefined>();

const MARK = Decoration.mark({ class: 'q-fault' });

/** The mark under what can't be read. Typing takes it away: the next check knows better. */
export const faultMark = StateField.define<DecorationSet>({
  create: () => Decoration.none,
  update(marks, transaction) {
    for (const effect of transaction.effects) if (effect.is(setFault)) return markOf(transaction.state.doc.toString(), effect.value);
    return transaction.docChanged ? Decoration.none : marks;
  },
  provide: (field) => EditorView.decorations.from(field),
});

function markOf(text: string, fault: SearchFault | undefined): DecorationSet {
  if (!fault || text === '') return Decoration.none;
  const { from, to } = toTextRange(text, fault.position, fault.length);
  return Decoration.set(MARK.range(from, to));
}
