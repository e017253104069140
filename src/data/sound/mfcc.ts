import { cos, log, sin } from '../../elementary/index.ts';
import { valueError } from '../../errors.ts';
import { type Tensor, tensor } from '../../trace/index.ts';

/** How {@link mfcc} listens. */
export interface MfccOptions {
  /** Coefficients, and mel bands. Default 40. */
  readonly channels?: number;
  /** Samples per second of the signal. Default 16,000. */
  readonly sampleRate?: number;
  /** Samples of a window. Default those of 30 ms. */
  readonly window?: number;
  /** Samples from one window to the next. Default those of 10 ms. */
  readonly stride?: number;
  /** The lower end of the mel bands, in Hz. Default 125. */
  readonly lowest?: number;
  /** Their upper end, in Hz, up to half the sample rate. Default 3,800. */
  readonly highest?: number;
}

const toMel = (hertz: number): number => 1127 * log(1 + hertz / 700);

/**
 * A function from a signal to mel-frequency cepstral coefficients over time, what the paper's network for speech hears: periodic Hann windows, the magnitude of their
 * Fourier transform of the next power of two, triangular mel bands, the logarithm (with 1e-12 added), and a discrete cosine transform
 * (type 2, times √(2 / channels)). In float64; f32 `[windows, channels]`, only whole windows.
 * The signal has one channel, such as a row of `soundsOf`: of one second 98 windows with the default options.
 * @throws LimpetError (`value`) for options that do not fit together, or a signal shorter than a window.
 * @example `const steps = mfcc()(samples)`
 * Source: TensorFlow, `tf.signal.stft`, `linear_to_mel_weight_matrix`, `mfccs_from_log_mel_spectrograms`, with the settings of Büchel, Faber,
 * Muir's code.
 */
export function mfcc(options: MfccOptions = {}): (signal: ArrayLike<number>) => Tensor {
  const { channels = 40, sampleRate = 16_000, lowest = 125, highest = 3800 } = options;
  const { window = Math.round(0.03 * sampleRate), stride = Math.round(0.01 * sampleRate) } = options;
  if (![channels, window, stride].every((count) => Number.isInteger(count) && count >= 1)) {
    throw valueError(
      `mfcc: expected whole numbers of channels, window and stride, got ${channels}, ${window} and ${stride}`,
    );
  }
  if (!(lowest >= 0 && lowest < highest && highest <= sampleRate / 2)) {
    throw valueError(
      `mfcc: expected lowest below highest, and both in 0 to ${sampleRate / 2} Hz, got ${lowest} and ${highest}`,
    );
  }
  let size = 1;
  while (size < window) size *= 2;
  const table = { cos: new Float64Array(size), sin: new Float64Array(size) };
  for (let index = 0; index < size; index++) {
    table.cos[index] = cos((2 * Math.PI * index) / size);
    table.sin[index] = sin((2 * Math.PI * index) / size);
  }
  const hann = Float64Array.from(
    { length: window },
    (_, step) => 0.5 - 0.5 * cos((2 * Math.PI * step) / window),
  );
  const bands = melBands(channels, size, sampleRate, lowest, highest);
  const transform = cosineTransform(channels);
  return (signal) => {
    if (signal.length < window) {
      throw valueError(`mfcc: expected ${window} samples or more, a window, got ${signal.length}`);
    }
    const frames = 1 + Math.floor((signal.length - window) / stride);
    const result = new Float32Array(frames * channels);
    for (let frame = 0; frame < frames; frame++) {
      const part = new Float64Array(size);
      for (let step = 0; step < window; step++) {
        part[step] = (signal[frame * stride + step] ?? 0) * (hann[step] ?? 0);
      }
      const spectrum = magnitudes(part, table);
      const logs = Float64Array.from(bands, (band) => log(product(band, spectrum) + 1e-12));
      transform.forEach((row, coefficient) => {
        result[frame * channels + coefficient] = product(row, logs);
      });
    }
    return tensor(result, { shape: [frames, channels] });
  };
}

function product(weights: Float64Array, values: Float64Array): number {
  let sum = 0;
  for (let index = 0; index < weights.length; index++) sum += (weights[index] ?? 0) * (values[index] ?? 0);
  return sum;
}

/** Of each band, the weight of every frequency from 0 to half the sample rate: a triangle in mel. */
function melBands(
  channels: number,
  size: number,
  sampleRate: number,
  lowest: number,
  highest: number,
): Float64Array[] {
  const [first, last] = [toMel(lowest), toMel(highest)];
  const width = (last - first) / (channels + 1);
  const mels = Float64Array.from({ length: size / 2 + 1 }, (_, bin) => toMel((bin * sampleRate) / size));
  return Array.from({ length: channels }, (_, band) => {
    const center = first + (band + 1) * width;
    // The constant part is left out even where a band begins at 0.
    return mels.map((mel, bin) => (bin === 0 ? 0 : Math.max(0, 1 - Math.abs(mel - center) / width)));
  });
}

/** Rows of √(2 / n) cos(π k (2 i + 1) / 2 n). */
function cosineTransform(count: number): Float64Array[] {
  const scale = Math.sqrt(2 / count);
  return Array.from({ length: count }, (_, k) =>
    Float64Array.from({ length: count }, (_, i) => scale * cos((Math.PI * k * (2 * i + 1)) / (2 * count))),
  );
}

interface UnitCircle {
  readonly cos: Float64Array;
  readonly sin: Float64Array;
}

/** The magnitudes of the Fourier transform of real numbers, a power of two of them, from 0 to half the sample rate. */
function magnitudes(values: Float64Array, circle: UnitCircle): Float64Array {
  const size = values.length;
  let [real, imaginary] = [values, new Float64Array(size)];
  // Stockham's order: each pass halves the distance of what is combined, and nothing is moved afterwards.
  for (let half = size / 2, groups = 1; half >= 1; half /= 2, groups *= 2) {
    const [nextReal, nextImaginary] = [new Float64Array(size), new Float64Array(size)];
    for (let group = 0; group < half; group++) {
      const [c, s] = [circle.cos[group * groups] ?? 1, -(circle.sin[group * groups] ?? 0)];
      for (let k = 0; k < groups; k++) {
        const [at, other] = [k + groups * group, k + groups * (group + half)];
        const [a, b, x, y] = [real[at] ?? 0, imaginary[at] ?? 0, real[other] ?? 0, imaginary[other] ?? 0];
        const to = k + groups * 2 * group;
        nextReal[to] = a + x;
        nextImaginary[to] = b + y;
        nextReal[to + groups] = (a - x) * c - (b - y) * s;
        nextImaginary[to + groups] = (a - x) * s + (b - y) * c;
      }
    }
    real = nextReal;
    imaginary = nextImaginary;
  }
  return Float64Array.from({ length: size / 2 + 1 }, (_, bin) => {
    const [a, b] = [real[bin] ?? 0, imaginary[bin] ?? 0];
    return Math.sqrt(a * a + b * b);
  });
}
