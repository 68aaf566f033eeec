import type { Completion, CompletionContext, CompletionResult } from '@codemirror/autocomplete';
import { syntaxTree } from '@codemirror/language';
import { hoverTooltip, type EditorView } from '@codemirror/view';

import { fieldsAt, aboutField, openingOf, valuesAt } from './schema.js';
import { namesIn, pathOf } from './tree.js';

/** The document as far as it can be read while it is typed: what the caret stands in is left out. */
export type Reader = () => unknown;

/** Names of fields and values, out of the schema. */
export function complete(read: Reader): (context: CompletionContext) => CompletionResult | null {
  return (context) => {
    const { state, pos } = context;
    const node = syntaxTree(state).resolveInner(pos, -1);
    const quoted = node.name === 'String' || node.name === 'PropertyName';
    // What is compared is what stands between the quotes; what is put in brings its own.
    const from = quoted ? node.from + 1 : (context.matchBefore(/[\w-]+$/)?.from ?? pos);
    const closed = quoted && node.to > pos && state.sliceDoc(node.to - 1, node.to) === '"';
    const to = closed ? node.to - 1 : pos;
    const put = (text: string, close = ''): Completion['apply'] => (view, _completion, start, end) =>
      insert(view, text, close, quoted ? start - 1 : start, closed ? end + 1 : end);
    const holder = holderOf(node);
    if (holder === null) return null;

    // After a colon or in a list: a value.
    const start = quoted ? node.from : from;
    const before = state.sliceDoc(Math.max(0, start - 200), start).trimEnd().at(-1);
    if (holder.name === 'Property' || before === ':' || (holder.name === 'Array' && node.name !== 'PropertyName')) {
      const path = holder.name === 'Property' ? pathOf(holder, state) : holder.name === 'Array' ? [...pathOf(holder, state), 0] : null;
      if (path === null) return null;
      const options = valuesAt(read(), path).map(
        ({ value, about }): Completion => ({ label: String(value), type: 'enum', info: about, apply: put(JSON.stringify(value)) }),
      );
      return options.length === 0 ? null : { from, to, options };
    }
    if (holder.name !== 'Object') return null;
    if (!context.explicit && !quoted && from === pos && before !== '{' && before !== ',') return null;
    const present = namesIn(holder, state);
    if (node.name === 'PropertyName') present.delete(state.sliceDoc(node.from + 1, node.to - 1));
    // A name that has its value already is only renamed.
    const hasValue = /^"?\s*:/.test(state.sliceDoc(to, to + 20));
    const options = fieldsAt(read(), pathOf(holder, state), present).map((field): Completion => {
      const { open, close } = openingOf(field.schema);
      return {
        label: field.name,
        type: 'property',
        ...(field.required ? { detail: 'required', boost: 10 } : {}),
        info: field.about,
        apply: hasValue ? put(JSON.stringify(field.name)) : put(`${JSON.stringify(field.name)}: ${open}`, close),
      };
    });
    return options.length === 0 ? null : { from, to, options };
  };
}

function insert(view: EditorView, text: string, close: string, from: number, to: number): void {
  view.dispatch({ changes: { from, to, insert: text + close }, selection: { anchor: from + text.length }, userEvent: 'input.complete' });
}

/** The object, list or field that a node stands in. */
function holderOf(node: ReturnType<ReturnType<typeof syntaxTree>['resolveInner']>) {
  for (let here: typeof node | null = node; here !== null; here = here.parent) {
    if (here.name === 'Object' || here.name === 'Array') return here;
    if (here.name === 'Property' && node.name !== 'PropertyName' && node !== here.firstChild) return here;
  }
  return null;
}

/** What a field is, when the pointer rests on its name. */
export function hints(read: Reader) {
  return hoverTooltip((view, pos, side) => {
    const node = syntaxTree(view.state).resolveInner(pos, side);
    if (node.name !== 'PropertyName') return null;
    const about = aboutField(read(), pathOf(node, view.state));
    if (about === '') return null;
    return {
      pos: node.from,
      end: node.to,
      above: true,
      create: () => {
        const dom = document.createElement('div');
        dom.className = 'json-hint';
        dom.textContent = about;
        return { dom };
      },
    };
  });
}
