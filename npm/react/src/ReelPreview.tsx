import {
  forwardRef, useEffect, useImperativeHandle, useMemo, useRef, useState,
  type CSSProperties, type KeyboardEvent, type ReactNode, type RefObject,
} from 'react';

import { Controls } from './Controls.js';
import { Failure } from './Failure.js';
import { headingOf } from './failure.js';
import { actionOf, isTaken } from './keyboard.js';
import { useReelPreview, type ReelPreviewController, type UseReelPreviewOptions } from './useReelPreview.js';

/** Properties of {@link ReelPreview}. */
export interface ReelPreviewProps extends UseReelPreviewOptions {
  /** Whether there are buttons and a slider below the picture. Default true. */
  controls?: boolean | undefined;
  /** Whether a click on the picture plays and pauses. Default as `controls`. */
  clickToPlay?: boolean | undefined;
  /** Whether the preview's keys work while the focus is in it. Default true. */
  keyboard?: boolean | undefined;
  /** Whether faults are shown over the picture. Default true; without, show what `onError` tells elsewhere. */
  showErrors?: boolean | undefined;
  /** What screen readers call it. Default `Video preview`. */
  label?: string | undefined;
  className?: string | undefined;
  /** Without a height the picture is as high as its width asks; with one, it is letterboxed in it. */
  style?: CSSProperties | undefined;
  /** Laid over the picture, exactly as large as it is shown. */
  children?: ReactNode;
}

/** What a ref of {@link ReelPreview} holds: the controller, and its element. */
export type ReelPreviewHandle = ReelPreviewController & { readonly element: HTMLElement | null };

/**
 * A composition as it will be rendered, with controls. Import `@reelspeed/react/styles.css` once.
 *
 * On a server it renders an empty place of the right shape.
 */
export const ReelPreview = forwardRef<ReelPreviewHandle, ReelPreviewProps>(function ReelPreview(props, ref) {
  const { controls = true, clickToPlay = controls, keyboard = true, showErrors = true, label = 'Video preview', className, style, children } = props;
  const controller = useReelPreview(props);
  const { info, error, loading } = controller;
  const root = useRef<HTMLDivElement>(null);
  const stage = useRef<HTMLDivElement>(null);
  useImperativeHandle(
    ref,
    () => {
      const { session } = controller;
      // Own getters for the time: reading it from outside must not make the component follow it.
      return Object.create(controller, {
        element: { get: () => root.current, enumerable: true },
        time: { get: () => session.time, enumerable: true },
        frame: { get: () => session.frame, enumerable: true },
      }) as ReelPreviewHandle;
    },
    [controller],
  );

  const shape = useShape(props.composition, info);
  const frame = useFrame(stage, shape);
  const slow = useDelayed(loading, info === null ? 0 : 400);

  const onKeyDown = (event: KeyboardEvent<HTMLDivElement>): void => {
    if (!keyboard || info === null || event.defaultPrevented || isTaken(event.target, event.key)) return;
    const action = actionOf(event);
    if (action === undefined) return;
    event.preventDefault();
    action(controller);
  };

  return (
    <div
      ref={root}
      className={className === undefined ? 'reel-preview' : `reel-preview ${className}`}
      style={style}
      role="group"
      aria-label={label}
      aria-busy={loading}
      data-state={controller.state}
      onKeyDown={onKeyDown}
    >
      <div ref={stage} className="reel-preview__stage" style={{ aspectRatio: `${shape.width} / ${shape.height}` }}>
        <div className="reel-preview__frame" style={frame === null ? undefined : frame}>
          <canvas
            ref={controller.canvasRef}
            className="reel-preview__canvas"
            role="img"
            aria-label={`${label}: picture`}
            data-empty={info === null}
            onClick={clickToPlay && info !== null ? controller.toggle : undefined}
          />
          {children}
        </div>
        {slow && error === null && (
          <div className={`reel-preview__loading${info === null ? '' : ' reel-preview__loading--over'}`} aria-hidden="true">
            <span className="reel-preview__spinner" />
          </div>
        )}
        {showErrors && error !== null && <Failure failure={error} over={info !== null} onRetry={controller.retry} />}
      </div>
      {controls && <Controls controller={controller} />}
      <div className="reel-preview__live" role="status" aria-live="polite">
        {showErrors && error !== null ? announcementOf(error) : info === null && loading ? 'Loading the preview' : ''}
      </div>
    </div>
  );
});

function announcementOf(error: NonNullable<ReelPreviewController['error']>): string {
  const [first] = error.issues;
  return `${headingOf(error)}: ${first === undefined ? error.message : `${first.path} ${first.message}`}`;
}

interface Shape {
  readonly width: number;
  readonly height: number;
}

/** The shape of the picture: that of the loaded document, else what the document says, else a vertical short. */
function useShape(composition: UseReelPreviewOptions['composition'], info: Shape | null): Shape {
  const said = useMemo(() => {
    if (composition === null) return null;
    try {
      const { width, height } = (typeof composition === 'string' ? JSON.parse(composition) : composition) as Shape;
      return width > 0 && height > 0 && Number.isFinite(width / height) ? { width, height } : null;
    } catch {
      return null;
    }
  }, [composition]);
  return info ?? said ?? { width: 9, height: 16 };
}

/** The size of the picture in its stage, in whole pixels of the screen; null until it is known. */
function useFrame(stage: RefObject<HTMLElement | null>, { width, height }: Shape): Shape | null {
  const [frame, setFrame] = useState<Shape | null>(null);
  useEffect(() => {
    const element = stage.current;
    if (element === null || typeof ResizeObserver !== 'function') return undefined;
    const fit = (): void => {
      const scale = Math.min(element.clientWidth / width, element.clientHeight / height);
      if (!(scale > 0)) return;
      const next = { width: Math.round(width * scale), height: Math.round(height * scale) };
      setFrame((now) => (now !== null && now.width === next.width && now.height === next.height ? now : next));
    };
    const observer = new ResizeObserver(fit);
    observer.observe(element);
    return () => observer.disconnect();
  }, [stage, width, height]);
  return frame;
}

/** True once `value` has been true for so long: what is quickly over is not worth a flicker. */
function useDelayed(value: boolean, ms: number): boolean {
  const [late, setLate] = useState(value && ms === 0);
  useEffect(() => {
    if (!value) {
      setLate(false);
      return undefined;
    }
    if (ms === 0) {
      setLate(true);
      return undefined;
    }
    const timer = setTimeout(() => setLate(true), ms);
    return () => clearTimeout(timer);
  }, [value, ms]);
  return late;
}
