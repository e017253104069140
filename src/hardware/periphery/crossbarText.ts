import { percent } from '../level.ts';
import { scopeText } from '../scope.ts';
import type { Converter } from './converter.ts';
import type { CrossbarSettings } from './crossbarSettings.ts';

/** What a crossbar does to a product, in order; what is not there is left out. */
export function crossbarText(settings: CrossbarSettings): string {
  const { inputScale, weightScale, input, output, halvings, tiles } = settings;
  const { inputs = 256, outputs = 256 } = tiles ?? {};
  const scale =
    inputScale === 'row'
      ? 'the largest of their row'
      : typeof inputScale === 'number'
        ? `${inputScale}`
        : 'a learnt range';
  const noise = (name: string, size: number): string | false =>
    size > 0 && `${name} with a standard deviation of ${size}`;
  const lines = [
    tiles && `matrices are cut in arrays of ${inputs} x ${outputs}, whose products are added`,
    `weights are divided by the largest ${scopeText(weightScale)}, inputs by ${scale}`,
    converterText('inputs', input),
    noise('noise of inputs', settings.inputNoise),
    settings.polarity > 0 && `weights differ by ${percent(settings.polarity)} for negative inputs`,
    settings.irDropScale > 0 && `voltage drops along wires, ${settings.irDropScale} times`,
    settings.referenceConductance > 0 &&
      `devices of a pair hold ${settings.referenceConductance} besides their weight`,
    settings.outputOffset > 0 && `outputs are offset by ${percent(settings.outputOffset)}`,
    settings.seriesResistance > 0 && `resistance in series, ${settings.seriesResistance} of the output`,
    noise('noise of weights', settings.weightNoise),
    noise('noise of reading', settings.readNoise),
    settings.outputNonlinearity > 0 &&
      `outputs saturate by ${settings.outputNonlinearity}${spread(settings.outputNonlinearityDeviation)}`,
    settings.slopeCalibration > 0 &&
      `outputs are calibrated at ${percent(settings.slopeCalibration)} of their range`,
    settings.outputNoise > 0 &&
      `${noise('noise of outputs', settings.outputNoise)}${spread(settings.outputNoiseDeviation)}`,
    converterText('outputs', output),
    halvings > 0 && `inputs are halved up to ${halvings} times while an output clips`,
  ].filter((line) => typeof line === 'string');
  return ['crossbar product', ...lines.map((line, index) => `  ${index + 1}. ${line}`)].join('\n');
}

const spread = (deviation: number): string =>
  deviation > 0 ? `, ${percent(deviation)} more or less by output` : '';

function converterText(what: string, { bound, steps, rounding = 'nearest' }: Converter): string | undefined {
  const parts = [
    ...(steps < Number.POSITIVE_INFINITY ? [`converted in ${steps} steps (${rounding})`] : []),
    ...(bound < Number.POSITIVE_INFINITY ? [`clipped to ±${bound}`] : []),
  ];
  return parts.length === 0 ? undefined : `${what} are ${parts.join(' and ')}`;
}
