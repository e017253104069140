import { describe, expect, it } from 'vitest';
import { lossCurveFigure, lossRanges } from '../../src/plot/lossCurveFigure.ts';
import { svgFile } from '../../src/plot/svgFile.ts';
import { axis, document, logarithmicAxis, parseSvg, pathPoints, references, single } from './svg.ts';

const stepsPerEpoch = 300;
const stepLosses = Float32Array.from(
  { length: 90_000 },
  (_, step) => (0.002 + Math.exp(-step / 9000)) * (1 + 0.5 * Math.sin(step)),
);
const epochLosses = Array.from({ length: 300 }, (_, epoch) => {
  const losses = stepLosses.subarray(epoch * stepsPerEpoch, (epoch + 1) * stepsPerEpoch);
  return losses.reduce((a, b) => a + b) / stepsPerEpoch;
});

describe('lossCurveFigure', () => {
  const text = svgFile(
    lossCurveFigure(
      [
        { name: 'Robust', epochLosses, stepLosses, stepsPerEpoch },
        { name: 'Standard', epochLosses: epochLosses.map((loss) => loss / 20) },
      ],
      { document },
    ),
  );
  const svg = parseSvg(text);
  const [x, y] = [axis(svg, 'x'), logarithmicAxis(svg, 'y')];

  it.each([1, 1 / 20])(
    'draws the mean of every epoch at its middle, on a logarithmic scale (factor %f)',
    (factor) => {
      const drawn = pathPoints(single(svg, `.means-${factor === 1 ? 0 : 1} path`).getAttribute('d')!);
      expect(drawn.length).toBe(300);
      drawn.forEach(([px, py], epoch) => {
        expect(Math.abs(x(px) - epoch - 0.5)).toBeLessThan(0.02);
        expect(Math.abs(y(py) / (epochLosses[epoch]! * factor) - 1)).toBeLessThan(0.005);
      });
    },
  );

  it('spans the losses of single steps, spikes included', () => {
    const edge = pathPoints(single(svg, '.steps-0 path').getAttribute('d')!).map(([, py]) => y(py));
    const extremes = [Math.min(...stepLosses), Math.max(...stepLosses)];
    expect(Math.min(...edge) / extremes[0]!).toBeCloseTo(1, 2);
    expect(Math.max(...edge) / extremes[1]!).toBeCloseTo(1, 2);
    expect(svg.querySelectorAll('.steps-1').length).toBe(0);
  });

  it('stays small however many steps there were, and refers to nothing outside', () => {
    expect(text.length).toBeLessThan(40_000);
    expect(references(text)).toEqual([]);
  });

  it('draws a run that was stopped in its first epoch', () => {
    const curves = [{ name: 'short', epochLosses: [], stepLosses: [2, 1, 0.5], stepsPerEpoch: 300 }];
    const stopped = parseSvg(svgFile(lossCurveFigure(curves, { document })));
    expect(stopped.querySelectorAll('.steps-0 path').length).toBe(1);
    expect(single(stopped, '.label').textContent).toBe('short');
  });

  it('marks the points of a short run', () => {
    const curves = [{ name: 'one', epochLosses: [0.5] }];
    const one = parseSvg(svgFile(lossCurveFigure(curves, { document })));
    expect(one.querySelectorAll('[aria-label="dot"] > *').length).toBe(1);
  });

  it('says what it needs when no loss can be drawn', () => {
    const curves = [{ name: 'broken', epochLosses: [0, -1, Number.NaN, Number.POSITIVE_INFINITY] }];
    expect(() => lossCurveFigure(curves, { document })).toThrow(/positive, finite loss.*broken/);
    expect(() => lossCurveFigure([], { document })).toThrow(/no curve at all/);
  });
});

describe('lossRanges', () => {
  it('covers every step once, at the time of its middle', () => {
    const losses = [3, 1, 2, 9, 8, 7, 5];
    expect(lossRanges(losses, 2, 3)).toEqual([
      { epoch: 0.5, min: 1, max: 3 },
      { epoch: 1.5, min: 2, max: 9 },
      { epoch: 2.75, min: 5, max: 8 },
    ]);
  });

  it('leaves out losses that are not positive and finite', () => {
    expect(lossRanges([1, 0, Number.NaN, 4, -1, Number.POSITIVE_INFINITY], 6, 3)).toEqual([
      { epoch: 1 / 6, min: 1, max: 1 },
      { epoch: 0.5, min: 4, max: 4 },
    ]);
  });
});
