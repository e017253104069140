import fc from 'fast-check';

/** In CI properties are checked on the same cases every time; elsewhere on others at each run, to find what nobody thought of. */
if (process.env.CI !== undefined) fc.configureGlobal({ seed: 210_605_009 });
