export {
  type CompensateDriftOptions,
  compensateDrift,
  driftCompensation,
} from './conductance/compensateDrift.ts';
export {
  type DeviceDraws,
  type DeviceEffect,
  type DeviceModel,
  type DeviceStageOptions,
  deviceStage,
} from './conductance/deviceStage.ts';
export { type DriftingDevice, driftingDevice } from './conductance/driftingDevice.ts';
export {
  type GenericDeviceOptions,
  genericDevice,
  type ProgrammingOptions,
  programmingFit,
} from './conductance/genericDevice.ts';
export { type HermesOptions, hermes } from './conductance/hermes.ts';
export {
  type ConductanceMapping,
  devicePairs,
  type MappedWeights,
  type MappingOptions,
  singleDevice,
  singlePair,
} from './conductance/mapping.ts';
export {
  type DriftTable,
  type PhaseChangeMemoryOptions,
  phaseChangeMemory,
} from './conductance/phaseChangeMemory.ts';
export { type PowerLawDriftOptions, powerLawDrift } from './conductance/powerLawDrift.ts';
export { type ReramCmoOptions, reramCmo } from './conductance/reramCmo.ts';
export { reramWan } from './conductance/reramWan.ts';
export { type StateIndependentOptions, stateIndependent } from './conductance/stateIndependent.ts';
export { tiledMapping } from './conductance/tiledMapping.ts';
export type { TileSize } from './conductance/tiles.ts';
export { drawKey } from './drawKey.ts';
export type { DeviceFaults } from './faults/deviceFaults.ts';
export { type StuckDevicesOptions, stuckDevices } from './faults/stuckDevices.ts';
export {
  type ChipName,
  chipKey,
  deploy,
  deployOn,
  deployPopulation,
  type HardwareModel,
  type HardwareStage,
  hardwareModel,
  type PopulationName,
} from './hardwareModel.ts';
export type { Level } from './level.ts';
export { type ConstantNoiseOptions, constantNoise } from './mismatch/constantNoise.ts';
export { type DynapSeParameters, dynapSeMismatch, dynapSeParameters } from './mismatch/dynapSe.ts';
export { countAtFloor, type FloorOptions } from './mismatch/floor.ts';
export { deviate, type GaussianMismatchOptions, gaussianMismatch } from './mismatch/gaussianMismatch.ts';
export { type LargestWeightNoiseOptions, largestWeightNoise } from './mismatch/largestWeightNoise.ts';
export { logNormalMismatch } from './mismatch/logNormalMismatch.ts';
export { type RockpoolMismatchOptions, rockpoolMismatch } from './mismatch/rockpoolMismatch.ts';
export { type UniformMismatchOptions, uniformMismatch } from './mismatch/uniformMismatch.ts';
export { type DoReFaOptions, doReFa } from './modifiers/doReFa.ts';
export { dropConnect } from './modifiers/dropConnect.ts';
export { type PolynomialNoiseOptions, polynomialNoise } from './modifiers/polynomialNoise.ts';
export { type Converter, convert } from './periphery/converter.ts';
export { type CrossbarPreset, crossbarPresets } from './periphery/crossbarPresets.ts';
export { crossbarProduct } from './periphery/crossbarProduct.ts';
export type { CrossbarProductOptions } from './periphery/crossbarSettings.ts';
export { irDrop } from './periphery/irDrop.ts';
export { type BitShiftDecayOptions, bitShiftDecay } from './quantisation/bitShiftDecay.ts';
export {
  type PowerOfTwoQuantisationOptions,
  powerOfTwoQuantisation,
} from './quantisation/powerOfTwoQuantisation.ts';
export { type RemappedWeights, remapWeights } from './quantisation/remapWeights.ts';
export type { Rounding } from './quantisation/rounding.ts';
export { straightThrough } from './quantisation/straightThrough.ts';
export { type UniformQuantisationOptions, uniformQuantisation } from './quantisation/uniformQuantisation.ts';
export { type WeightClippingOptions, weightClipping } from './quantisation/weightClipping.ts';
export {
  type XyloGroup,
  type XyloQuantisationOptions,
  xyloQuantisation,
} from './quantisation/xyloQuantisation.ts';
export type { Scope } from './scope.ts';
export { type StageContext, type StageOptions, tensorStage } from './tensorStage.ts';
