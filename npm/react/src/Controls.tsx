import { useRef, useSyncExternalStore, type PointerEvent, type ReactElement } from 'react';

import { Icon } from './icons.js';
import { formatTime, speakTime } from './time.js';
import type { ReelPreviewController } from './useReelPreview.js';

interface Props {
  readonly controller: ReelPreviewController;
}

/** Buttons, time and slider. Keys are those of the preview around them. */
export function Controls({ controller }: Props): ReactElement {
  const { state, info, playing, loop, muted } = controller;
  const ready = info !== null;
  const ended = state === 'ended';
  return (
    <div className="reel-preview__controls">
      <button
        type="button"
        className="reel-preview__button"
        disabled={!ready}
        aria-label={playing ? 'Pause' : ended ? 'Play again' : 'Play'}
        aria-keyshortcuts="k"
        onClick={controller.toggle}
      >
        <Icon name={playing ? 'pause' : ended ? 'replay' : 'play'} />
      </button>
      <TimeSlider controller={controller} />
      <button
        type="button"
        className="reel-preview__button"
        disabled={!ready || !info.hasAudio}
        aria-label="Mute"
        aria-pressed={muted}
        aria-keyshortcuts="m"
        onClick={() => controller.setMuted(!muted)}
      >
        <Icon name={muted || info?.hasAudio === false ? 'silent' : 'sound'} />
      </button>
      <button
        type="button"
        className="reel-preview__button"
        disabled={!ready}
        aria-label="Loop"
        aria-pressed={loop}
        aria-keyshortcuts="l"
        onClick={() => controller.setLoop(!loop)}
      >
        <Icon name="loop" />
      </button>
    </div>
  );
}

/** The only part that renders anew with every frame. */
function TimeSlider({ controller }: Props): ReactElement {
  const { session, info } = controller;
  const time = useSyncExternalStore(session.subscribeTime, () => session.time, zero);
  const frame = useSyncExternalStore(session.subscribeTime, () => session.frame, zero);
  const resumes = useRef(false);
  const duration = info?.duration ?? 0;
  // The last frame begins before the end; shown there, the slider stands at its end.
  const last = info === null ? 0 : (info.frameCount - 1) / info.frameRate;
  const share = last > 0 ? Math.min(1, time / last) : 0;

  const seekTo = (event: PointerEvent<HTMLElement>): void => {
    const track = event.currentTarget.getBoundingClientRect();
    if (info === null || track.width === 0) return;
    const place = Math.min(1, Math.max(0, (event.clientX - track.left) / track.width));
    void controller.seekFrame(place * (info.frameCount - 1));
  };
  const release = (event: PointerEvent<HTMLElement>): void => {
    if (!event.currentTarget.hasPointerCapture(event.pointerId)) return;
    event.currentTarget.releasePointerCapture(event.pointerId);
    if (resumes.current) void controller.play();
    resumes.current = false;
  };

  return (
    <>
      <div
        className="reel-preview__slider"
        role="slider"
        tabIndex={info === null ? -1 : 0}
        aria-label="Time"
        aria-orientation="horizontal"
        aria-disabled={info === null}
        aria-valuemin={0}
        aria-valuemax={Math.round(last * 1000) / 1000}
        aria-valuenow={Math.round(Math.min(time, last) * 1000) / 1000}
        aria-valuetext={info === null ? 'nothing loaded' : speakTime(time, duration, frame, info.frameCount)}
        onPointerDown={(event) => {
          if (event.button !== 0 || info === null) return;
          event.currentTarget.setPointerCapture(event.pointerId);
          resumes.current = controller.playing;
          controller.pause();
          seekTo(event);
        }}
        onPointerMove={(event) => {
          if (event.currentTarget.hasPointerCapture(event.pointerId)) seekTo(event);
        }}
        onPointerUp={release}
        onPointerCancel={release}
      >
        <div className="reel-preview__track">
          <div className="reel-preview__fill" style={{ transform: `scaleX(${share})` }} />
        </div>
        <div className="reel-preview__thumb" style={{ left: `${share * 100}%` }} />
      </div>
      <div className="reel-preview__time" aria-hidden="true">
        {formatTime(time)} <span>/ {formatTime(duration)}</span>
      </div>
    </>
  );
}

function zero(): number {
  return 0;
}
