/** Where one drawing of a data set stands, and which of its axes say what they measure. */
export interface Cell {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly marginTop: number;
  readonly marginBottom: number;
  readonly marginLeft: number;
  readonly marginRight: number;
  readonly labelX: boolean;
  readonly labelY: boolean;
  readonly ticksY: boolean;
}

/** The cells of every sample, and the height of the whole. */
export interface DataSetLayout {
  readonly cells: readonly { readonly inputs: Cell; readonly targets: Cell }[];
  readonly height: number;
}

/** Height of the strip above the cells, which holds the colour scale. */
export const legendHeight = 58;

const margins = { marginLeft: 46, marginRight: 4 };
const titleHeight = 28;
const tickHeight = 20;
const labelHeight = 40;

/** One column per sample: inputs above, targets below. */
export function columnLayout(count: number, width: number, height = 470): DataSetLayout {
  const gap = 12;
  const frame = (width - margins.marginLeft - (margins.marginRight + gap) * count) / count;
  const inputHeight = Math.round((height - legendHeight) * 0.58);
  const cells = Array.from({ length: count }, (_, index) => {
    const column = {
      ...margins,
      x: index * (frame + margins.marginRight + gap),
      width: frame + margins.marginLeft + margins.marginRight,
      marginTop: titleHeight,
      labelY: index === 0,
      ticksY: index === 0,
    };
    const inputs = { y: legendHeight, height: inputHeight, marginBottom: tickHeight, labelX: false };
    const targets = {
      y: legendHeight + inputHeight,
      height: height - legendHeight - inputHeight,
      marginBottom: labelHeight,
      labelX: index === count - 1,
    };
    return { inputs: { ...column, ...inputs }, targets: { ...column, ...targets } };
  });
  return { cells, height };
}

/** One row per sample: inputs to the left, targets to the right. */
export function rowLayout(
  count: number,
  width: number,
  height = legendHeight + 20 + 165 * count,
): DataSetLayout {
  const rowHeight = (height - legendHeight - labelHeight + tickHeight) / count;
  const cells = Array.from({ length: count }, (_, index) => {
    const last = index === count - 1;
    const row = {
      ...margins,
      y: legendHeight + index * rowHeight,
      width: width / 2,
      height: rowHeight + (last ? labelHeight - tickHeight : 0),
      marginTop: titleHeight,
      marginBottom: last ? labelHeight : tickHeight,
      labelX: last,
      labelY: index === 0,
      ticksY: true,
    };
    return { inputs: { ...row, x: 0 }, targets: { ...row, x: width / 2 } };
  });
  return { cells, height };
}
