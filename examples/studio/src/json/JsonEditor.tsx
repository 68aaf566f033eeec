import { autocompletion, closeBrackets, closeBracketsKeymap, completionKeymap } from '@codemirror/autocomplete';
import { defaultKeymap, history, historyKeymap, indentWithTab } from '@codemirror/commands';
import { json } from '@codemirror/lang-json';
import { bracketMatching, foldGutter, foldKeymap, HighlightStyle, indentOnInput, syntaxHighlighting } from '@codemirror/language';
import { lintGutter, setDiagnostics, type Diagnostic } from '@codemirror/lint';
import { highlightSelectionMatches, search, searchKeymap } from '@codemirror/search';
import { Annotation, EditorState } from '@codemirror/state';
import { drawSelection, EditorView, highlightActiveLine, keymap, lineNumbers } from '@codemirror/view';
import { tags } from '@lezer/highlight';
import type { Composition } from '@reelspeed/types';
import { useEffect, useRef, type ReactElement } from 'react';

import { formatDocument } from '../model/format.js';
import { fieldsOf, layersOf } from '../model/layers.js';
import { parsePath } from '../model/path.js';
import { change } from '../state/actions.js';
import { getState, project, setState, subscribe, useStore } from '../state/store.js';
import { Icon } from '../ui/Icon.js';
import { complete, hints } from './completion.js';
import { rangeOf } from './tree.js';

/** Marks what did not come from the keyboard. */
const FromOutside = Annotation.define<boolean>();

const highlight = HighlightStyle.define([
  { tag: tags.propertyName, color: 'var(--json-name)' },
  { tag: tags.string, color: 'var(--json-string)' },
  { tag: tags.number, color: 'var(--json-number)' },
  { tag: [tags.bool, tags.null], color: 'var(--json-word)' },
  { tag: tags.punctuation, color: 'var(--soft)' },
]);

/** The document as text: what is typed is shown at once, and faults stand where they are. */
export function JsonEditor(): ReactElement {
  const place = useRef<HTMLDivElement>(null);
  const issues = useStore((s) => s.issues);
  const syntax = useStore((s) => s.syntax);

  useEffect(() => {
    const view = new EditorView({ parent: place.current!, state: stateOf(formatDocument(project().document)) });
    let shown = project().document;
    let marked = getState();
    const mark = (): void => {
      view.dispatch(setDiagnostics(view.state, diagnostics(view.state)));
    };
    const off = subscribe(() => {
      const now = getState();
      const { document } = now.history.now;
      if (document !== shown) {
        shown = document;
        if (now.origin === 'other') replace(view, formatDocument(document));
      }
      if (now.issues !== marked.issues || now.syntax !== marked.syntax) mark();
      if (now.selection !== marked.selection) reveal(view);
      marked = now;
    });
    mark();
    reveal(view);
    return () => {
      off();
      view.destroy();
      setState({ syntax: null });
    };
  }, []);

  const count = issues.length;
  return (
    <div className="json">
      <div className="json__editor" ref={place} />
      <footer className={`json__status ${syntax !== null || count > 0 ? 'json__status--bad' : ''}`} role="status">
        <Icon name={syntax !== null || count > 0 ? 'alert' : 'check'} size={14} />
        {syntax ?? (count === 0 ? 'Valid' : count === 1 ? `${issues[0]!.path} ${issues[0]!.message}` : `${count} faults`)}
        <kbd>Ctrl Space</kbd>
      </footer>
    </div>
  );
}

function stateOf(doc: string): EditorState {
  const read = (): unknown => project().document;
  return EditorState.create({
    doc,
    extensions: [
      lineNumbers(),
      foldGutter(),
      history(),
      drawSelection(),
      indentOnInput(),
      bracketMatching(),
      closeBrackets(),
      highlightActiveLine(),
      highlightSelectionMatches(),
      search({ top: true }),
      json(),
      syntaxHighlighting(highlight),
      lintGutter(),
      autocompletion({ override: [complete(read)], icons: false }),
      hints(read),
      keymap.of([...closeBracketsKeymap, ...completionKeymap, ...searchKeymap, ...historyKeymap, ...foldKeymap, indentWithTab, ...defaultKeymap]),
      EditorView.contentAttributes.of({ 'aria-label': 'Composition as JSON' }),
      EditorView.theme({}, { dark: true }),
      EditorView.updateListener.of((update) => {
        if (!update.docChanged || update.transactions.some((one) => one.annotation(FromOutside) === true)) return;
        take(update.state.doc.toString());
      }),
    ],
  });
}

/** What was typed: a document, or not yet. */
function take(text: string): void {
  try {
    const document = JSON.parse(text) as unknown;
    if (typeof document !== 'object' || document === null || Array.isArray(document)) throw new Error('A composition is an object: { … }');
    setState({ syntax: null });
    change({ document: document as Composition }, 'json', 'json');
  } catch (error) {
    setState({ syntax: (error as Error).message.replace(/^JSON\.parse: /, '').replace(/,? ?"[\s\S]*" is not valid JSON$/, '') });
  }
}

/** The text as it shall be, by the one part that differs: the caret and what is folded stay. */
function replace(view: EditorView, text: string): void {
  const now = view.state.doc.toString();
  if (now === text) return;
  let from = 0;
  const least = Math.min(now.length, text.length);
  while (from < least && now[from] === text[from]) from += 1;
  let end = 0;
  while (end < least - from && now[now.length - 1 - end] === text[text.length - 1 - end]) end += 1;
  view.dispatch({ changes: { from, to: now.length - end, insert: text.slice(from, text.length - end) }, annotations: FromOutside.of(true) });
}

function diagnostics(state: EditorState): Diagnostic[] {
  const { issues, syntax } = getState();
  if (syntax !== null) {
    const [, at] = /position (\d+)/.exec(syntax) ?? [];
    const from = Math.min(at === undefined ? state.doc.length : Number(at), state.doc.length);
    return [{ from: Math.max(0, from - 1), to: from, severity: 'error', message: syntax }];
  }
  return issues.map((issue) => ({
    ...rangeOf(state, parsePath(issue.path)),
    severity: 'error' as const,
    message: issue.suggestion ? `${issue.message}. Did you mean ${issue.suggestion}?` : issue.message,
  }));
}

/** Scrolls to the layer that was chosen elsewhere. */
function reveal(view: EditorView): void {
  const { selection } = getState();
  if (selection?.kind !== 'layer' || view.hasFocus || layersOf(project().document).length === 0) return;
  const { from } = rangeOf(view.state, fieldsOf(selection.path));
  view.dispatch({ effects: EditorView.scrollIntoView(from, { y: 'start', yMargin: 24 }) });
}

