import { CompletionContext } from '@codemirror/autocomplete';
import { json } from '@codemirror/lang-json';
import { ensureSyntaxTree } from '@codemirror/language';
import { EditorState } from '@codemirror/state';
import { describe, expect, test } from 'vitest';

import { complete } from '../../src/json/completion.js';
import { rangeOf } from '../../src/json/tree.js';

function stateOf(doc: string): EditorState {
  const state = EditorState.create({ doc, extensions: [json()] });
  ensureSyntaxTree(state, doc.length, 5000);
  return state;
}

/** What is offered where the bar stands, as the document last was. */
function offered(text: string, document: unknown): { typed: string; labels: string[] } | null {
  const pos = text.indexOf('|');
  const state = stateOf(text.replace('|', ''));
  const result = complete(() => document)(new CompletionContext(state, pos, false));
  return result === null ? null : { typed: state.sliceDoc(result.from, pos), labels: result.options.map((option) => option.label) };
}

describe('completion', () => {
  const document = { layers: [{ type: 'text', style: {} }] };

  test.each([
    ['{"version": 1,\n"|"\n"width": 10}', '', 'height'],
    ['{"version": 1, "wid|"}', 'wid', 'width'],
    ['{|}', '', 'version'],
    ['{"layers": [{"type": "text", "st|"}]}', 'st', 'style'],
    ['{"layers": [{"type": "|"}]}', '', 'shape'],
    ['{"layers": [{"type": |}]}', '', 'shape'],
    ['{"layers": [{"type": "text", "style": {"align": "ce|"}}]}', 'ce', 'center'],
    ['{"layers": [{"type": "text", "style": {"|"}}]}', '', 'fontSize'],
    ['{"layers": [{"type": "text", "effects": [{"type": "|"}]}]}', '', 'blur'],
  ])('%s', (text, typed, label) => {
    const found = offered(text, document);
    expect(found?.typed).toBe(typed);
    expect(found?.labels).toContain(label);
  });

  test('nothing in free text and between things', () => {
    expect(offered('{"layers": [{"type": "text", "text": "wid|"}]}', document)).toBeNull();
    expect(offered('{"version": 1 |}', {})).toBeNull();
  });
});

describe('places of faults', () => {
  const text = '{\n  "width": 10,\n  "layers": [\n    { "type": "text", "start": -1 }\n  ]\n}';
  const at = (...path: (string | number)[]): string => {
    const { from, to } = rangeOf(stateOf(text), path);
    return text.slice(from, to);
  };

  test('the value, or the first line of it', () => {
    expect(at('layers', 0, 'start')).toBe('-1');
    expect(at('width')).toBe('10');
    expect(at('layers')).toBe('[');
    expect(at('layers', 0)).toBe('{ "type": "text", "start": -1 }');
  });

  test('what is missing: the object that misses it', () => {
    expect(at('layers', 0, 'text')).toBe('{');
    expect(at('height')).toBe('{');
    expect(at()).toBe('{');
  });
});
