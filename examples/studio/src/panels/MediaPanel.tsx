import type { SequenceItem } from '@reelspeed/types';
import type { ReactElement } from 'react';

import { formatTime } from '@reelspeed/react';
import type { MediaItem } from '../media/library.js';
import { addLayer, importFiles, placeMedia, removeMedia } from '../state/actions.js';
import { useDocument, useStore } from '../state/store.js';
import { Button, IconButton } from '../ui/Button.js';
import { Icon } from '../ui/Icon.js';

export const ACCEPTED = 'video/*,image/png,image/jpeg,image/webp,image/gif,audio/*,.mkv,.mov,.m4a,.flac';

/** Lets the user choose files, which are taken in. */
export function openFilePicker(): void {
  const input = document.createElement('input');
  input.type = 'file';
  input.multiple = true;
  input.accept = ACCEPTED;
  input.onchange = () => void importFiles([...(input.files ?? [])]);
  input.click();
}

/** Clips with crossfades, as short as the shortest allows. */
function sequenceOf(pictures: readonly MediaItem[]): SequenceItem[] {
  const shortest = Math.min(...pictures.map((item) => (item.kind === 'image' ? 3 : item.duration)));
  const fade = Math.max(0.1, Math.min(0.5, Math.floor(shortest * 4) / 10));
  return pictures.map((item, n) => ({
    src: item.src,
    ...(item.kind === 'image' ? { duration: 3 } : {}),
    ...(n === 0 ? {} : { transition: { type: 'crossfade', duration: fade } }),
  }));
}

/** The user's files. */
export function MediaPanel(): ReactElement {
  const media = useStore((s) => s.media);
  const importing = useStore((s) => s.importing);
  const text = JSON.stringify(useDocument());
  const pictures = media.filter((item) => item.kind !== 'audio');
  return (
    <div className="media">
      <div className="panel__bar">
        <Button icon="upload" tone="quiet" onClick={openFilePicker}>Import files</Button>
        {pictures.length >= 2 && (
          <Button
            icon="sequence"
            tone="quiet"
            title="One layer that shows all videos and pictures one after another"
            onClick={() => addLayer({ type: 'sequence', clips: sequenceOf(pictures) }, 'sequence')}
          >
            Sequence
          </Button>
        )}
      </div>
      {media.length === 0 && importing === 0 && (
        <button type="button" className="empty empty--drop" onClick={openFilePicker}>
          <Icon name="folder" size={24} />
          <p>Drop videos, pictures or sounds here.</p>
          <p className="hint">They stay in this browser: nothing is uploaded unless you render on a server.</p>
        </button>
      )}
      <ul className="media__grid" aria-label="Files">
        {media.map((item) => {
          const used = text.includes(`"src":${JSON.stringify(item.src)}`);
          return (
            <li key={item.src} className="card">
              <button type="button" className="card__picture" onClick={() => placeMedia(item)} title={`Add ${item.src} to the composition`}>
                {item.thumbnail === null ? <Icon name="music" size={24} /> : <img src={item.thumbnail} alt="" />}
                {item.duration > 0 && <span className="card__length">{formatTime(item.duration)}</span>}
                <span className="card__add"><Icon name="plus" /></span>
              </button>
              <span className="card__name" title={item.src}>{item.src}</span>
              <IconButton small icon="trash" label={used ? `${item.src} is used in the composition` : `Remove ${item.src}`} disabled={used} onClick={() => removeMedia(item.src)} />
            </li>
          );
        })}
        {importing > 0 && (
          <li className="card card--busy" aria-label="A file is being read">
            <span className="card__picture"><span className="spinner" /></span>
            <span className="card__name">Reading…</span>
          </li>
        )}
      </ul>
    </div>
  );
}
