/** Effects on a picture: §4.2 of the specification. */
export interface EffectsConfig {
  /** Factor on R'G'B', 0 (black) to 4. Default 1. */
  brightness?: number;
  /** Factor about mid grey, 0 to 4. Default 1. */
  contrast?: number;
  /** Factor on chroma, 0 (grey) to 4. Default 1. */
  saturation?: number;
  /** Standard deviation in pixels, 0 to 250. Default 0. */
  blur?: number;
  /** A text over the picture. Default none. */
  textOverlay?: {
    /** The text. */
    text: string;
    /** Left edge in pixels. */
    x: number;
    /** Top edge in pixels. */
    y: number;
    /** Size in pixels. */
    fontSize: number;
    /** A colour such as `#ffffff`. */
    color: string;
  };
}

/** How frames become a video: §4.2 of the specification. */
export interface VideoProcessingConfig {
  /** Width of the video in pixels, even, 16 to 8192. */
  width: number;
  /** Height of the video in pixels, even, 16 to 8192. */
  height: number;
  /** Frames per second, 1 to 240. */
  fps: number;
  /** Codec: `h264` makes MP4, the others WebM. */
  codec: 'h264' | 'vp8' | 'vp9';
  /** 1 (smallest) to 100 (best). */
  quality: number;
  /** What is done to every frame, in order. */
  effects: EffectsConfig[];
}
