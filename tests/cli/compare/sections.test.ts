import { expect, it } from 'vitest';
import { measurementsOf } from '../../../src/cli/compare/measurements.ts';
import { sectionsOf } from '../../../src/cli/compare/sections.ts';
import { layers, networkOf } from '../../../src/cli/compare/trainMethod.ts';
import type { ComparisonRow } from '../../../src/evaluate/index.ts';
import { headlessDocument } from '../../../src/plot/headlessDocument.ts';
import { key } from '../../../src/random/key.ts';
import { jit } from '../../../src/runtime/index.ts';
import { floatLeaves } from '../../../src/trace/index.ts';
import { settings } from './smallSettings.ts';

const job = { method: 'standard', seed: 0 } as const;

it('every measurement has a section of the report, and every section a measurement', () => {
  const document = headlessDocument();
  const sections = sectionsOf(settings);
  const rows = measurementsOf(settings, job, []).flatMap(({ name: measurement, levels, samplesAt }) =>
    levels.flatMap((level) =>
      Array.from({ length: samplesAt(level) }, (_, sample) => ({
        ...{ ...job, measurement, level, sample, value: 0.5 },
      })),
    ),
  );
  // All of `sensitivity.none`, `sensitivity.conv1` and so on are one section.
  const kindOf = ({ measurement }: ComparisonRow) => measurement.split('.')[0];
  const shownBy = [...new Set(rows.map(kindOf))].map((kind) => {
    const own = rows.filter((row) => kindOf(row) === kind);
    return sections.filter(({ figure }) => figure(own, { document }) !== undefined).map(({ name }) => name);
  });
  expect(shownBy.filter((names) => names.length === 0)).toEqual([]);
  expect([...new Set(shownBy.flat())].sort()).toEqual(sections.map(({ name }) => name).sort());
});

it('the layers of the network are all those that have parameters', () => {
  const { paths } = floatLeaves(jit(networkOf(job).init)(key(0)));
  expect([...new Set(paths.map((path) => path.split('.')[0]))]).toEqual(layers.map(({ path }) => path));
});

it('times are written in their largest unit', () => {
  const drift = sectionsOf(settings).find(({ name }) => name === 'drift');
  const rows = [90, 7200, 2_592_000, 31_536_000, 0, 120].map((level) => ({
    ...{ ...job, measurement: 'drift', level, sample: 0, value: 0.5 },
  }));
  const heads = [...(drift?.table(rows).markup ?? '').matchAll(/colgroup" class="group">([^<]*)/g)];
  expect(heads.map(([, head]) => head)).toEqual(['0 s', '90 s', '2 min', '2 h', '30 d', '1 y']);
});
