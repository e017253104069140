export { type AccuracySectionOptions, accuracySection } from './comparison/accuracySection.ts';
export type { ComparisonSection, SectionText } from './comparison/comparisonSection.ts';
export { type LandscapeSectionOptions, landscapeSection } from './comparison/landscapeSection.ts';
export { type SensitivitySectionOptions, sensitivitySection } from './comparison/sensitivitySection.ts';
export { type YieldSectionOptions, yieldSection } from './comparison/yieldSection.ts';
export { type ComparisonReport, comparisonReportHtml } from './comparisonReport.ts';
export { type DataSetSample, dataSetFigure } from './dataSetFigure.ts';
export type { FigureOptions } from './figure.ts';
export { type LandscapeFigureOptions, landscapeFigure, type NetworkLandscape } from './landscapeFigure.ts';
export { type LossCurve, lossCurveFigure } from './lossCurveFigure.ts';
export { type LossPlaneFigureOptions, lossPlaneFigure } from './lossPlaneFigure.ts';
export { type MembraneOptions, membraneFigure } from './membraneFigure.ts';
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
export { type SensitivityFigureOptions, sensitivityFigure } from './sensitivityFigure.ts';
export { type SpikeRasterOptions, spikeRasterFigure } from './spikeRasterFigure.ts';
export { type SvgFileOptions, svgFile } from './svgFile.ts';
export { type WeightMapOptions, weightMapFigure } from './weightMapFigure.ts';
export { type NetworkChips, type YieldFigureOptions, yieldFigure } from './yieldFigure.ts';
