export { drawNormal, type NormalDraws } from './drawNormal.ts';
export { type InputAttackOptions, inputAttack } from './inputAttack.ts';
export {
  type ParameterAttack,
  type ParameterAttackOptions,
  parameterAttack,
} from './parameterAttack.ts';
export {
  type AttackedModule,
  type AttackOptions,
  type PairLoss,
  type PgaAttack,
  type PgaAttackOptions,
  pgaAttack,
} from './pgaAttack.ts';
export { withDeviations } from './withDeviations.ts';
