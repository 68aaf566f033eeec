import { syntaxTree } from '@codemirror/language';
import type { EditorState } from '@codemirror/state';
import type { SyntaxNode } from '@lezer/common';

import type { Path } from '../model/path.js';

/** The text of a string in the document, without its quotes. */
function unquote(text: string): string {
  try {
    return JSON.parse(text) as string;
  } catch {
    return text.replace(/^"|"$/g, '');
  }
}

function nameOf(property: SyntaxNode, state: EditorState): string {
  const name = property.getChild('PropertyName');
  return name === null ? '' : unquote(state.sliceDoc(name.from, name.to));
}

const VALUES = new Set(['Object', 'Array', 'String', 'Number', 'True', 'False', 'Null']);

function valueOf(property: SyntaxNode): SyntaxNode | null {
  for (let child = property.firstChild; child !== null; child = child.nextSibling) if (VALUES.has(child.name)) return child;
  return null;
}

function itemsOf(array: SyntaxNode): SyntaxNode[] {
  const items: SyntaxNode[] = [];
  for (let child = array.firstChild; child !== null; child = child.nextSibling) if (VALUES.has(child.name)) items.push(child);
  return items;
}

/** The place of a node in the document. */
export function pathOf(node: SyntaxNode, state: EditorState): Path {
  const path: (string | number)[] = [];
  for (let here: SyntaxNode | null = node; here?.parent != null; here = here.parent) {
    if (here.name === 'Property') path.unshift(nameOf(here, state));
    else if (here.parent.name === 'Array' && VALUES.has(here.name)) {
      const { from } = here;
      path.unshift(itemsOf(here.parent).findIndex((item) => item.from === from));
    }
  }
  return path;
}

/** Where a place of the document stands in the text: the value there, else the nearest thing around it that is there. */
export function rangeOf(state: EditorState, path: Path): { from: number; to: number } {
  let node: SyntaxNode | null = syntaxTree(state).topNode.firstChild;
  while (node !== null && !VALUES.has(node.name)) node = node.nextSibling;
  let range = { from: 0, to: Math.min(1, state.doc.length) };
  for (const [depth, key] of path.entries()) {
    if (node === null) break;
    const inner: SyntaxNode | null =
      typeof key === 'number'
        ? (itemsOf(node)[key] ?? null)
        : (node.getChildren('Property').find((property) => nameOf(property, state) === key) ?? null);
    if (inner === null) {
      // A field that is missing: the brace of the object that misses it.
      range = { from: node.from, to: Math.min(node.from + 1, node.to) };
      break;
    }
    const value: SyntaxNode | null = inner.name === 'Property' ? valueOf(inner) : inner;
    const last = depth === path.length - 1;
    const shown = last ? (value ?? inner) : inner;
    // Of a long value only its first line.
    range = { from: shown.from, to: Math.min(shown.to, state.doc.lineAt(shown.from).to) };
    node = value;
  }
  return range;
}

/** The names of the fields of an object. */
export function namesIn(object: SyntaxNode, state: EditorState): Set<string> {
  return new Set(object.getChildren('Property').map((property) => nameOf(property, state)));
}
