export { drawNormal, type NormalDraws } from './drawNormal.ts';
export {
  type AttackedModule,
  type AttackOptions,
  type PairLoss,
  type PgaAttack,
  type PgaAttackOptions,
  pgaAttack,
} from './pgaAttack.ts';
