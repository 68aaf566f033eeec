import type { ReelPreviewHandle } from '@reelspeed/react';
import type { Composition, Issue, ReelSpeedVideoConfig } from '@reelspeed/types';
import { useSyncExternalStore } from 'react';

import type { MediaItem } from '../media/library.js';
import { begin, type History } from '../model/history.js';
import type { LayerPath } from '../model/layers.js';
import { blank } from '../model/templates.js';

/** What can be taken back. */
export interface Project {
  readonly name: string;
  readonly document: Composition;
  /** Ids of layers that are not shown. */
  readonly hidden: ReadonlySet<string>;
  /** The chat story that the document is made of; undefined where it is edited by hand. */
  readonly story?: ReelSpeedVideoConfig | undefined;
}

/** What the inspector is about; null is the composition itself. */
export type Selection = { readonly kind: 'layer'; readonly path: LayerPath } | { readonly kind: 'track'; readonly index: number } | null;

/** A message that goes by itself. */
export interface Toast {
  readonly id: number;
  readonly text: string;
  readonly tone: 'plain' | 'bad';
}

export type LeftTab = 'story' | 'layers' | 'media' | 'json';

export interface State {
  readonly history: History<Project>;
  /** Who made the last change of the document: what the JSON editor wrote, it must not be told again. */
  readonly origin: 'json' | 'other';
  readonly selection: Selection;
  readonly media: readonly MediaItem[];
  /** Files that are being looked into. */
  readonly importing: number;
  /** The engine's faults, at places of the whole document. */
  readonly issues: readonly Issue[];
  /** A failure of another kind than the document's. */
  readonly failure: string | null;
  /** Why the text in the JSON editor is no document. */
  readonly syntax: string | null;
  readonly preview: ReelPreviewHandle | null;
  readonly leftTab: LeftTab;
  readonly dialog: 'none' | 'templates' | 'export' | 'keys';
  readonly saved: boolean;
  /** Whether exports go to a file that the user chooses as they are made. */
  readonly streamToDisk: boolean;
  readonly toasts: readonly Toast[];
}

let state: State = {
  history: begin({ name: 'Untitled', document: blank(), hidden: new Set() }),
  origin: 'other',
  selection: null,
  media: [],
  importing: 0,
  issues: [],
  failure: null,
  syntax: null,
  preview: null,
  leftTab: 'layers',
  dialog: 'none',
  saved: true,
  streamToDisk: false,
  toasts: [],
};
const listeners = new Set<() => void>();

export function getState(): State {
  return state;
}

export function setState(change: Partial<State>): void {
  state = { ...state, ...change };
  for (const listener of [...listeners]) listener();
}

export function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => {
    listeners.delete(listener);
  };
}

/** A part of the state. What the selector gives must be the same object while nothing changes. */
export function useStore<T>(select: (state: State) => T): T {
  return useSyncExternalStore(subscribe, () => select(state));
}

export const project = (): Project => state.history.now;
export const useProject = (): Project => useStore((s) => s.history.now);
export const useDocument = (): Composition => useStore((s) => s.history.now.document);
