export { type JitOptions, type Jitted, jit } from './jit.ts';
export { Program, type ProgramReport } from './program.ts';
export { type Resident, resident } from './resident.ts';
