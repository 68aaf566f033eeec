import type { Issue } from '@reelspeed/types';
import { useCallback, useMemo, useSyncExternalStore } from 'react';

import { lengthOf, type Lengths } from '../model/timing.js';
import { useDocument, useStore } from './store.js';

const none = (): (() => void) => () => {};

/** The playhead in seconds. Renders with every frame: for small components. */
export function useTime(): number {
  const session = useStore((s) => s.preview?.session ?? null);
  return useSyncExternalStore(session?.subscribeTime ?? none, () => session?.time ?? 0);
}

/** Seconds of files by `src`. */
export function useLengths(): Lengths {
  const media = useStore((s) => s.media);
  return useMemo(() => {
    const lengths = new Map(media.map((item) => [item.src, item.duration]));
    return (src) => lengths.get(src) || undefined;
  }, [media]);
}

/** How long the composition is; 10 s where nobody can tell. */
export function useLength(): number {
  const document = useDocument();
  const lengths = useLengths();
  const info = useStore((s) => s.preview?.info ?? null);
  return useMemo(() => {
    const length = lengthOf(document, lengths) ?? info?.duration ?? 10;
    return Number.isFinite(length) && length > 0 ? Math.min(length, 21_600) : 10;
  }, [document, lengths, info]);
}

/** The fault at a place, or below it. */
export function useIssue(path: string): Issue | undefined {
  return useStore(useCallback((s) => s.issues.find((issue) => issue.path === path || issue.path.startsWith(`${path}.`) || issue.path.startsWith(`${path}[`)), [path]));
}
