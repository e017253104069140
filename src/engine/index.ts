export { gradientFunc, vjpFunc } from '../autodiff/reverse.ts';
export { interpret } from '../interpreter/interpret.ts';
export { type Builder, FuncWriter } from '../ir/builder.ts';
export { type Func, type Instruction, Value } from '../ir/func.ts';
export type { Op, Traits } from '../ir/op.ts';
export { printFunc } from '../ir/printer.ts';
export { verify } from '../ir/verifier.ts';
export { optimize, pipeline } from '../passes/pipeline.ts';
export { Program, type ProgramReport } from '../runtime/program.ts';
