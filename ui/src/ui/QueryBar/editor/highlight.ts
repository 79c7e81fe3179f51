import { RangeSetBuilder } from '@codemirror/state';
import { Decoration, ViewPlugin, type DecorationSet, type EditorView, type ViewUpdate } from '@codemirror/view';
import { tokenizeSearch } from '@/core/search/tokens';

const MARKS = Object.fromEntries(
  ['field', 'operator', 'word', 'phrase', 'regex', 'range', 'keyword', 'not', 'group'].map((kind) => [kind, Decoration.mark({ class: `q-${kind}` })]),
);
const VALUE = Decoration.mark({ class: 'q-value' });

/** Colours the pieces of the search. One line of text: all of it is read again on each change. */
export const highlight = ViewPlugin.fromClass(
  class {
    decorations: DecorationSet;

    constructor(view: EditorView) {
      this.decorations = decorate(view);
    }

    update(update: ViewUpdate) {
      if (update.docChanged) this.decorations = decorate(update.view);
    }
  },
  { decorations: (plugin) => plugin.decorations },
);

function decorate(view: EditorView): DecorationSet {
  const builder = new RangeSetBuilder<Decoration>();
  for (const token of tokenizeSearch(view.state.doc.toString())) {
    builder.add(token.from, token.to, token.kind === 'word' && token.field !== undefined ? VALUE : MARKS[token.kind]!);
  }
  return builder.finish();
}
