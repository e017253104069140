import { exp, log } from '../../elementary/index.ts';
import { valueError } from '../../errors.ts';
import { type Tensor, tensor } from '../../trace/index.ts';
import { butterworthBandPass, butterworthLowPass, filterSignal } from './butterworth.ts';

/** How {@link filterBank} listens. */
export interface FilterBankOptions {
  /** Filters. Default 40. */
  readonly channels?: number;
  /** Samples per second of the signal. Default 16,000. */
  readonly sampleRate?: number;
  /** Time steps per second of the result; must divide the sample rate. Default 100. */
  readonly frameRate?: number;
  /** The lower end of the first filter, in Hz. Default 100. */
  readonly lowest?: number;
  /** The width of a filter as a fraction of its lower end. Default 2 / channels. */
  readonly width?: number;
  /** Default 2. */
  readonly order?: number;
  /** Where the low-pass filter after the rectification halves the power, in Hz. Default half the frame rate. */
  readonly envelope?: number;
}

const toMel = (hertz: number): number => (2595 * log(1 + hertz / 700)) / Math.LN10;
const toHertz = (mel: number): number => 700 * (exp((mel * Math.LN10) / 2595) - 1);

/**
 * A function from a signal to how loud it is over time in bands of frequency: Butterworth band-pass filters whose lower ends are equally far apart in mel, from
 * `lowest` to as high as the sample rate allows; their absolute value; a Butterworth low-pass filter; every n-th sample, the first one
 * included. In float64, from rest; f32 `[frames, channels]`.
 * The signal has one channel, such as a row of `soundsOf`.
 * @throws LimpetError (`value`) for options that do not fit together.
 * @example `const steps = filterBank({ channels: 16 })(samples)`
 * Source: Rockpool, `ButterMelFilter`, which leaves every sample.
 */
export function filterBank(options: FilterBankOptions = {}): (signal: ArrayLike<number>) => Tensor {
  const { channels = 40, sampleRate = 16_000, frameRate = 100, lowest = 100, order = 2 } = options;
  const { width = 2 / channels, envelope = frameRate / 2 } = options;
  const stride = sampleRate / frameRate;
  if (![channels, order, stride].every((count) => Number.isInteger(count) && count >= 1)) {
    throw valueError(
      `filterBank: expected whole numbers of channels, order and samples in a frame, got ${channels}, ${order} ` +
        `and ${sampleRate} / ${frameRate} = ${stride}`,
    );
  }
  const highest = sampleRate / 2 / (1 + width) - 1;
  if (!(width > 0 && lowest > 0 && lowest < highest && envelope > 0 && envelope < sampleRate / 2)) {
    throw valueError(
      `filterBank: expected a lowest frequency from 0 to ${highest} Hz, which half of ${sampleRate} Hz and the width leave, and an ` +
        `envelope below ${sampleRate / 2} Hz, got ${lowest} and ${envelope} (width ${width})`,
    );
  }
  const lowPass = butterworthLowPass(order, envelope, sampleRate);
  const bands = Array.from({ length: channels }, (_, channel) => {
    const part = channels === 1 ? 0 : channel / (channels - 1);
    const low = toHertz(toMel(lowest) + part * (toMel(highest) - toMel(lowest)));
    return butterworthBandPass(order, low, low * (1 + width), sampleRate);
  });
  return (signal) => {
    const frames = Math.ceil(signal.length / stride);
    const result = new Float32Array(frames * channels);
    bands.forEach((band, channel) => {
      const smooth = filterSignal(lowPass, filterSignal(band, signal).map(Math.abs));
      for (let frame = 0; frame < frames; frame++) {
        result[frame * channels + channel] = smooth[frame * stride] ?? 0;
      }
    });
    return tensor(result, { shape: [frames, channels] });
  };
}
