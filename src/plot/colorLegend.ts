import * as Plot from '@observablehq/plot';
import { legendHeight } from './dataSetLayout.ts';
import { drawPanel, type Panel } from './figure.ts';
import { heatMapImage } from './heatMap.ts';
import { mutedColor } from './theme.ts';

/** What a colour scale shows. */
export interface ColorLegend {
  readonly label: string;
  readonly colors: readonly string[];
  /** The numbers that get the first and the last colour. */
  readonly domain: readonly [number, number];
}

/** A colour scale at the top right of a figure of this width. */
export function colorLegend(
  document: Document,
  { label, colors, domain }: ColorLegend,
  width: number,
): Panel {
  const legendWidth = Math.min(260, width - 20);
  const steps = { columns: colors.length, rows: 1, values: Float64Array.from(colors.keys()) };
  const ramp = heatMapImage(steps, [0, colors.length - 1], colors);
  const plot = drawPanel(document, {
    width: legendWidth,
    height: legendHeight - 10,
    marginTop: 18,
    marginBottom: 20,
    marginLeft: 12,
    marginRight: 12,
    x: { type: 'linear', domain },
    marks: [
      Plot.image([ramp], {
        x: (domain[0] + domain[1]) / 2,
        src: (image: string) => image,
        frameAnchor: 'middle',
        width: legendWidth - 24,
        height: 10,
        preserveAspectRatio: 'none',
        className: 'scale',
      }),
      Plot.axisX({ ticks: 4, tickSize: 3, label: null, fontSize: 11 }),
      Plot.text([label], {
        frameAnchor: 'top-left',
        text: (text: string) => text,
        dy: -14,
        fill: mutedColor,
      }),
    ],
  });
  return { x: width - legendWidth + 8, y: 0, plot };
}
