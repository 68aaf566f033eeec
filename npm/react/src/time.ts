/**
 * Seconds as people read them: `0:03.2`, `1:02:03.4`.
 *
 * @param seconds - Not negative; what is no number counts as 0.
 */
export function formatTime(seconds: number): string {
  // Tenths are cut off, not rounded: the clock must not show a second that has not begun.
  const tenths = Math.floor((Number.isFinite(seconds) ? Math.max(0, seconds) : 0) * 10 + 1e-6);
  const whole = Math.floor(tenths / 10);
  const two = (n: number): string => String(n).padStart(2, '0');
  const hours = Math.floor(whole / 3600);
  const minutes = Math.floor(whole / 60) % 60;
  const clock = hours > 0 ? `${hours}:${two(minutes)}` : String(minutes);
  return `${clock}:${two(whole % 60)}.${tenths % 10}`;
}

/** A place in time as a screen reader says it: `3.2 of 12 seconds, frame 97 of 360`. */
export function speakTime(seconds: number, duration: number, frame: number, frames: number): string {
  const round = (n: number): string => String(Math.round(n * 10) / 10);
  return `${round(seconds)} of ${round(duration)} seconds, frame ${Math.min(frame + 1, frames)} of ${frames}`;
}
