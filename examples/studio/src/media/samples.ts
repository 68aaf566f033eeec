/** A soft beat of two seconds, made here so that no file has to be loaded: chords, a kick and a hat as 16-bit PCM. */
export function pulse(): File {
  const rate = 44_100;
  const length = rate * 2;
  const mix = new Float32Array(length * 2);
  let noise = 12_345;
  const random = (): number => {
    noise = (noise * 1_103_515_245 + 12_345) & 0x7fff_ffff;
    return noise / 0x4000_0000 - 1;
  };
  const chord = [220, 261.63, 329.63, 392];
  for (let n = 0; n < length; n += 1) {
    const t = n / rate;
    const beat = t % 0.5;
    const kick = Math.sin(2 * Math.PI * (48 * beat + 7 * (1 - Math.exp(-beat * 28)))) * Math.exp(-beat * 9);
    const off = (t + 0.25) % 0.5;
    const hat = random() * Math.exp(-off * 70) * 0.18;
    const duck = Math.min(1, beat * 5);
    chord.forEach((hertz, k) => {
      const tone = Math.sin(2 * Math.PI * hertz * t) * 0.6 + Math.sin(4 * Math.PI * hertz * t) * 0.2;
      const pan = k / (chord.length - 1);
      mix[2 * n] = mix[2 * n]! + tone * 0.13 * duck * (1 - pan * 0.7);
      mix[2 * n + 1] = mix[2 * n + 1]! + tone * 0.13 * duck * (0.3 + pan * 0.7);
    });
    for (const side of [0, 1]) mix[2 * n + side] = mix[2 * n + side]! + kick * 0.55 + hat;
  }
  const bytes = new DataView(new ArrayBuffer(44 + mix.length * 2));
  const text = (at: number, value: string): void => [...value].forEach((letter, n) => bytes.setUint8(at + n, letter.charCodeAt(0)));
  text(0, 'RIFF');
  bytes.setUint32(4, 36 + mix.length * 2, true);
  text(8, 'WAVEfmt ');
  bytes.setUint32(16, 16, true);
  bytes.setUint16(20, 1, true);
  bytes.setUint16(22, 2, true);
  bytes.setUint32(24, rate, true);
  bytes.setUint32(28, rate * 4, true);
  bytes.setUint16(32, 4, true);
  bytes.setUint16(34, 16, true);
  text(36, 'data');
  bytes.setUint32(40, mix.length * 2, true);
  mix.forEach((sample, n) => bytes.setInt16(44 + n * 2, Math.max(-1, Math.min(1, sample)) * 32_000, true));
  return new File([bytes.buffer as ArrayBuffer], 'pulse.wav', { type: 'audio/wav' });
}
