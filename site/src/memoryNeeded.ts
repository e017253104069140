import { type Settings, taskSettings } from './settings.ts';
import { hidden, outputs, stepsPerEpoch, timeSteps } from './taskSize.ts';

type Size = Pick<Settings, 'inputs' | 'epochs'>;

const classes = 3;
/** Bytes of a number. */
const width = 4;
/** Of a weight: itself, its gradient, Adam's two means and the state beside them; the attack goes on in the same places. */
const copiesOfWeights = 9;
/** Bytes by which the memory of WebAssembly grows. */
const page = 2 ** 16;
/** Bytes that WebAssembly can address. */
const addressable = 2 ** 32;

/** How many bytes the compiled program of the robust training takes, which is the larger one: its data, and its weights with what belongs to them. */
export function programMemory({ inputs }: Pick<Settings, 'inputs'>): number {
  const numbers = classes * timeSteps * (inputs + outputs) + copiesOfWeights * hidden * (inputs + outputs);
  return page * Math.ceil((width * numbers) / page);
}

/** About how many bytes the numbers of both trainings take: those of their programs, the data once more and every loss. */
export function numbersNeeded({ inputs, epochs }: Size): number {
  const data = classes * timeSteps * (inputs + outputs);
  return 2 * (programMemory({ inputs }) + width * (data + 2 * epochs * stepsPerEpoch));
}

/** What two workers with the engine take before they have numbers, as measured in Chromium. */
const workers = 75e6;
/** Every number is sent to the page five times a second, and the copies wait until the browser clears them away; as measured too. */
const copiesUnderWay = 13;

/** About how many bytes training both networks takes of the device; a test measures it. */
export const memoryNeeded = (size: Size): number => workers + copiesUnderWay * numbersNeeded(size);

/** Where a training takes more than there is. */
export interface Shortage {
  /** Whether it cannot run at all. */
  readonly isCertain: boolean;
  /** The most inputs that fit, where there are some that do. */
  readonly inputs?: number;
}

/**
 * Whether a training takes more memory than there is: what WebAssembly can address, or half of what the device has.
 * @param device bytes, where the browser tells them.
 */
export function shortageOf(size: Size, device: number | undefined): Shortage | undefined {
  const isCertain = programMemory(size) > addressable;
  const fits = (inputs: number): boolean =>
    programMemory({ inputs }) <= addressable &&
    (device === undefined || memoryNeeded({ ...size, inputs }) <= device / 2);
  if (fits(size.inputs)) return undefined;
  const { low = 0, step = 1 } = taskSettings.find(({ name }) => name === 'inputs') ?? {};
  for (let inputs = size.inputs - step; inputs >= low; inputs -= step)
    if (fits(inputs)) return { isCertain, inputs };
  return { isCertain };
}

/** The bytes of memory of this device, where the browser tells them. */
export function deviceMemory(): number | undefined {
  if (!('deviceMemory' in navigator)) return undefined;
  const { deviceMemory: gigabytes } = navigator;
  return typeof gigabytes === 'number' ? gigabytes * 1e9 : undefined;
}

/** A number of bytes as text, with two digits. */
export const megabytes = (bytes: number): string =>
  bytes < 1e9 ? `${Number((bytes / 1e6).toPrecision(2))} MB` : `${Number((bytes / 1e9).toPrecision(2))} GB`;
