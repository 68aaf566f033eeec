import { describe, expect, it } from 'vitest';

import { isOutgoing, moved, sampleStory, senderOn } from '../../src/model/story.js';
import { change, detachStory, followStory, open, putStory, takeBack } from '../../src/state/actions.js';
import { project } from '../../src/state/store.js';
import { blank } from '../../src/model/templates.js';

const tell = () => open({ name: 'a', document: blank(), hidden: new Set(), story: sampleStory() });

describe('messages', () => {
  it('stand where the engine puts them', () => {
    expect([0, 1, 2].map((n) => isOutgoing([{ text: 'a' }, { text: 'b' }, { text: 'c' }], n))).toEqual([false, true, false]);
    expect([0, 1].map((n) => isOutgoing([{ sender: 'Me', side: 'incoming' }, { sender: ' me' }], n))).toEqual([false, true]);
  });
  it('take the sender of their neighbours', () => {
    const messages = [{ sender: 'Ada' }, { sender: 'me' }, { sender: 'Bo' }];
    expect([senderOn(messages, true, 0), senderOn(messages, false, 0), senderOn(messages, false, 2), senderOn([], false, 0)]).toEqual(['me', 'Ada', 'Bo', 'Alex']);
    expect([moved([1, 2, 3], 0, 2), moved([1, 2, 3], 2, -5), moved([1, 2, 3], 9, 0)]).toEqual([[2, 3, 1], [3, 1, 2], [1, 2, 3]]);
  });
});

describe('a story', () => {
  it('is followed by its document without a step of its own', () => {
    tell();
    putStory(['messages', 0, 'text'], 'hello');
    const { story } = project();
    followStory(story, { ...blank(), duration: 3 });
    expect(project().document.duration).toBe(3);
    followStory({}, { ...blank(), duration: 4 });
    expect(project().document.duration).toBe(3);
    takeBack();
    expect(project().story?.messages?.[0]?.text).toBe(sampleStory().messages?.[0]?.text);
  });
  it('becomes layers by hand or by an edit of them, and again a story by undo', () => {
    tell();
    detachStory();
    expect(project().story).toBeUndefined();
    takeBack();
    expect(project().story).toBeDefined();
    change({ document: { ...blank(), width: 720 } });
    expect([project().story, project().document.width]).toEqual([undefined, 720]);
    takeBack();
    expect(project().story).toBeDefined();
    change({ name: 'b' });
    expect(project().story).toBeDefined();
  });
  it('loses fields that say nothing', () => {
    tell();
    putStory(['chatOverlay', 'header', 'name'], 'Sam');
    putStory(['chatOverlay', 'header', 'name'], undefined);
    expect(project().story?.chatOverlay).toBeUndefined();
  });
});
