export { type DataSetSample, dataSetFigure } from './dataSetFigure.ts';
export type { FigureOptions } from './figure.ts';
export { type LossCurve, lossCurveFigure } from './lossCurveFigure.ts';
export {
  lossCurves,
  referenceName,
  reportHtml,
  robustnessNetworks,
  type TutorialReport,
} from './reportHtml.ts';
export {
  type RobustnessNetwork,
  type RobustnessOptions,
  type RobustnessPoint,
  robustnessFigure,
} from './robustnessFigure.ts';
export { svgFile } from './svgFile.ts';
