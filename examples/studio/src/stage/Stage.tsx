import { ReelPreview, type PreviewFailure, type ReelPreviewHandle } from '@reelspeed/react';
import { useCallback, useMemo, type ReactElement } from 'react';

import { ENGINE } from '../engine.js';
import { layersOf, visible } from '../model/layers.js';
import { followStory } from '../state/actions.js';
import { getState, setState, useProject, useStore } from '../state/store.js';
import { Icon } from '../ui/Icon.js';
import { Overlay } from './Overlay.js';

let newest: ReelPreviewHandle | null = null;

/** React takes a ref away before it gives the next one: only where it came to rest counts. */
function keepPreview(preview: ReelPreviewHandle | null): void {
  newest = preview;
  queueMicrotask(() => {
    if (getState().preview !== newest) setState({ preview: newest });
  });
}

/** The picture, and what is wrong where there is none. */
export function Stage(): ReactElement {
  const { document, hidden, story } = useProject();
  const media = useStore((s) => s.media);
  const failure = useStore((s) => s.failure);
  const issues = useStore((s) => s.issues);
  const editing = useStore((s) => s.leftTab === 'json');
  const telling = useStore((s) => s.leftTab === 'story');
  const shown = useMemo(() => visible(document, hidden), [document, hidden]);
  const files = useMemo(() => Object.fromEntries(media.map((item) => [item.src, item.file])), [media]);

  const told = useMemo(() => (story === undefined ? null : { reelspeed: story }), [story]);
  const onLoad = useCallback(() => {
    const preview = getState().preview?.session.getSnapshot().preview;
    // Quick typing loads the next story before this one is asked for: then there is another to follow.
    if (story !== undefined) preview?.composition().then((composition) => followStory(story, composition), () => undefined);
  }, [story]);

  const onError = useCallback(
    (error: PreviewFailure | null) => {
      const issues = (error?.issues ?? []).map((issue) => ({ ...issue, path: story === undefined ? shown.original(issue.path) : issue.path }));
      setState({ issues, failure: error !== null && issues.length === 0 ? error.message : null });
    },
    [shown, story],
  );

  return (
    <main className="stage" aria-label="Preview">
      <ReelPreview
        ref={keepPreview}
        className="stage__preview"
        composition={told ?? shown.document}
        onLoad={onLoad}
        media={files}
        engine={ENGINE}
        controls={false}
        keyboard={false}
        showErrors={false}
        onError={onError}
      >
        {story === undefined && <Overlay />}
        {story === undefined && layersOf(document).length === 0 && (
          <div className="stage__empty">
            <Icon name="upload" size={24} />
            <p>Drop a video, a picture or a sound</p>
          </div>
        )}
      </ReelPreview>
      {(failure !== null || issues.length > 0) && (
        <p className="stage__failure" role="alert">
          <Icon name="alert" />
          <span>
            {failure ?? (
              <>
                <code>{issues[0]!.path}</code> {issues[0]!.message}
                {issues.length > 1 && `, and ${issues.length - 1} more`}
              </>
            )}
          </span>
          {failure !== null && (
            <button type="button" className="link" onClick={() => getState().preview?.retry()}>
              Try again
            </button>
          )}
          {failure === null && !editing && !telling && (
            <button type="button" className="link" onClick={() => setState({ leftTab: story === undefined ? 'json' : 'story' })}>
              Show
            </button>
          )}
        </p>
      )}
    </main>
  );
}
