import { describe, expect, test } from 'vitest';

import { addressOf, sourcesOf, withIds } from '../../src/export/server.js';
import { fileName } from '../../src/export/jobs.js';
import { aboutField, fieldsAt, openingOf, valuesAt } from '../../src/json/schema.js';
import { freeName } from '../../src/media/library.js';
import { boxOf, contains, toBox } from '../../src/model/boxes.js';
import { formatDocument } from '../../src/model/format.js';
import { TEMPLATES, blank } from '../../src/model/templates.js';
import { fromHsv, parseColor, printColor, toHsv } from '../../src/ui/color.js';

const names = (document: unknown, path: (string | number)[]): string[] => fieldsAt(document, path, new Set()).map((field) => field.name);

describe('the schema', () => {
  const document = { layers: [{ type: 'text', transform: { position: {} }, effects: [{ type: 'blur' }] }, { type: 'shape', geometry: { kind: 'ellipse' } }, {}] };

  test('fields, of the kind that a thing is', () => {
    expect(names(document, [])).toEqual(expect.arrayContaining(['version', 'width', 'layers', 'audio']));
    expect(names(document, ['layers', 0])).toEqual(expect.arrayContaining(['text', 'style', 'transform']));
    expect(names(document, ['layers', 0])).not.toContain('geometry');
    expect(names(document, ['layers', 1])).not.toContain('text');
    expect(names(document, ['layers', 2])).toEqual(expect.arrayContaining(['text', 'geometry', 'src']));
    expect(names(document, ['layers', 1, 'geometry'])).toEqual(expect.arrayContaining(['width', 'height']));
    expect(names(document, ['layers', 0, 'effects', 0])).toContain('sigma');
    expect(names(document, ['layers', 0, 'transform', 'position'])).toContain('keyframes');
    expect(names(document, ['layers', 0, 'transform', 'position', 'keyframes', 0])).toEqual(expect.arrayContaining(['time', 'value', 'easing']));
  });

  test('those that must be there come first, those that are there do not come', () => {
    expect(fieldsAt(document, [], new Set())[0]?.required).toBe(true);
    expect(fieldsAt(document, [], new Set(['width'])).map((field) => field.name)).not.toContain('width');
  });

  test('values with names', () => {
    const values = (path: (string | number)[]): unknown[] => valuesAt(document, path).map((hint) => hint.value);
    expect(values(['layers', 0, 'type'])).toEqual(['video', 'image', 'text', 'shape', 'group', 'sequence']);
    expect(values(['layers', 0, 'style', 'align'])).toContain('justify');
    expect(values(['layers', 0, 'transform', 'position', 'keyframes', 0, 'easing'])).toContain('easeOutBack');
    expect(values(['output', 'audio', 'enabled'])).toEqual([true, false]);
    expect(values(['output', 'audio', 'sampleRate'])).toEqual([44100, 48000]);
  });

  test('what a field is, and how its value begins', () => {
    expect(aboutField(document, ['layers', 0, 'style', 'fontSize'])).toContain('Size of the em');
    const opening = (name: string): string => openingOf(fieldsAt({ layers: [{ type: 'text' }] }, ['layers', 0], new Set()).find((field) => field.name === name)!.schema).open;
    expect([opening('text'), opening('start'), opening('transform'), opening('effects')]).toEqual(['"', '', '{ ', '[']);
  });
});

describe('text', () => {
  test('is read back as it was, with short things in one line', () => {
    for (const template of TEMPLATES) {
      const document = template.make({ src: 'a.mp4', duration: 9 });
      const text = formatDocument(document);
      expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(document)));
      expect(Math.max(...text.split('\n').map((line) => line.length))).toBeLessThan(140);
    }
    expect(formatDocument(blank())).toContain('"layers": []');
    expect(formatDocument({ a: { position: [540, 960] } })).toContain('{ "position": [540, 960] }');
  });
});

describe('templates', () => {
  test.each(TEMPLATES.map((template) => [template.id, template] as const))('%s: ids are its own, times within it', (_id, template) => {
    const document = template.make({ src: 'a.mp4', duration: 9 });
    const ids = document.layers!.map((layer) => layer.id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const layer of document.layers!) expect(layer.start ?? 0).toBeLessThan(document.duration!);
    if (template.story !== undefined) {
      const made = template.story({ src: 'a.mp4', duration: 30 });
      expect(JSON.stringify(made).includes('a.mp4')).toBe(template.video);
      return;
    }
    expect(sourcesOf(document)).toEqual([...(template.video ? ['a.mp4'] : []), ...template.needs]);
  });
});

describe('rendering on a server', () => {
  test('ids of uploads take the place of names, everywhere', () => {
    const document = {
      version: 1, width: 16, height: 16, fonts: [{ src: 'f.ttf' }],
      layers: [{ type: 'group', layers: [{ type: 'video', src: 'a.mp4' }] }, { type: 'sequence', clips: [{ src: 'b.mp4' }, { src: 'a.mp4' }] }],
      audio: [{ src: 'c.wav' }],
    } as const;
    expect(sourcesOf(document)).toEqual(['a.mp4', 'b.mp4', 'c.wav']);
    const text = JSON.stringify(withIds(document as never, new Map([['a.mp4', 'id1'], ['b.mp4', 'id2'], ['c.wav', 'id3']])));
    expect(text).not.toContain('.mp4');
    expect(text).toContain('"src":"id3"');
  });

  test.each([
    ['http://127.0.0.1:3000/', 'http://127.0.0.1:3000'],
    [' https://render.example/api// ', 'https://render.example/api'],
    ['render.example', null],
    ['ftp://x', null],
    ['http://', null],
    ['', null],
  ])('address %j is %j', (text, address) => {
    expect(addressOf(text)).toBe(address);
  });
});

describe('names of files', () => {
  test('are not taken twice, and name no folder', () => {
    expect(freeName('clip.mp4', new Set(['clip.mp4', 'clip-2.mp4']))).toBe('clip-3.mp4');
    expect(freeName('a/b\\c.png', new Set())).toBe('a_b_c.png');
    expect(fileName('  Mein Clip: Über 3 Dinge! ', 'mp4')).toBe('mein-clip-über-3-dinge.mp4');
    expect(fileName('???', 'webm')).toBe('short.webm');
  });
});

describe('boxes', () => {
  const measures = { text: () => [200, 100] as const, image: () => undefined, path: () => [10, 10] as const };
  const box = boxOf({ type: 'text', text: 'x', style: { box: { padding: [20, 10] } }, transform: { position: [500, 500], rotation: 90, scale: 2 } }, 0, blank(), measures);

  test('grow by padding, and are turned and scaled about their anchor', () => {
    expect([box.width, box.height]).toEqual([240, 120]);
    expect(toBox(box, 500, 500)).toEqual([120, 60]);
    expect(contains(box, 500, 500 + 230)).toBe(true);
    expect(contains(box, 500 + 230, 500)).toBe(false);
  });
});

describe('colours', () => {
  test.each(['#ff7a59', '#7c8cff80', '#000000', '#ffffff', '#12ab9f'])('%s survives the picker', (text) => {
    const color = parseColor(text)!;
    expect(printColor(fromHsv(toHsv(color), color.a))).toBe(text);
  });

  test('short forms and names', () => {
    expect(parseColor('#f80')).toEqual({ r: 255, g: 136, b: 0, a: 1 });
    expect(parseColor('White')).toEqual({ r: 255, g: 255, b: 255, a: 1 });
    expect(parseColor('#12')).toBeNull();
    expect(parseColor('bluish')).toBeNull();
  });
});
