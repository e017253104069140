import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { prepareFile, prepareFolder, writeWholeFile } from '../../src/cli/outputFolder.ts';
import { temporaryFolder } from '../temporaryFolder.ts';

const usage = (message: string) => expect.objectContaining({ code: 'usage', message });

describe('prepareFolder', () => {
  it('makes a folder with those above it, and leaves nothing in it', async () => {
    const folder = join(temporaryFolder(), 'a/b/c');
    await prepareFolder('--out', folder);
    expect(readdirSync(folder)).toEqual([]);
  });

  it('takes a folder that is there, and leaves what is in it', async () => {
    const folder = temporaryFolder({ 'report.html': 'mine' });
    await prepareFolder('--out', folder);
    expect(readdirSync(folder)).toEqual(['report.html']);
  });

  it('refuses a file, and a path through a file', async () => {
    const file = join(temporaryFolder({ taken: '' }), 'taken');
    await expect(prepareFolder('--out', file)).rejects.toEqual(
      usage(`--out: cannot write to the folder '${file}': it is a file; name another folder`),
    );
    await expect(prepareFolder('--out', join(file, 'a/b'))).rejects.toEqual(
      usage(
        `--out: cannot write to the folder '${join(file, 'a/b')}': a part of its path is a file; name another folder`,
      ),
    );
  });

  it.runIf(process.platform === 'linux')('refuses a place where the system makes no folders', async () => {
    await expect(prepareFolder('--out', '/proc/limpet/a')).rejects.toMatchObject({ code: 'usage' });
  });
});

describe('prepareFile', () => {
  it('makes the folder of a file, and leaves the file alone', async () => {
    const folder = temporaryFolder({ 'a.json': 'old' });
    await prepareFile('--json', join(folder, 'a.json'));
    await prepareFile('--json', join(folder, 'new/b.json'));
    expect(readFileSync(join(folder, 'a.json'), 'utf8')).toBe('old');
    expect(readdirSync(join(folder, 'new'))).toEqual([]);
  });

  it('refuses a folder', async () => {
    const folder = temporaryFolder();
    await expect(prepareFile('--json', folder)).rejects.toEqual(
      usage(`--json: '${folder}' is a folder; name a file`),
    );
  });
});

describe('writeWholeFile', () => {
  it('replaces a file and leaves no parts', async () => {
    const folder = temporaryFolder({ 'a.txt': 'the old and longer text' });
    await writeWholeFile(join(folder, 'a.txt'), 'new');
    expect(readFileSync(join(folder, 'a.txt'), 'utf8')).toBe('new');
    expect(readdirSync(folder)).toEqual(['a.txt']);
  });

  it('says what is in its way, and leaves no parts', async () => {
    const folder = temporaryFolder();
    const place = join(folder, 'a.txt');
    mkdirSync(place);
    writeFileSync(join(place, 'b'), '');
    await expect(writeWholeFile(place, 'new')).rejects.toMatchObject({
      code: 'file',
      message: expect.stringContaining(`cannot write '${place}'`),
    });
    expect(readdirSync(folder)).toEqual(['a.txt']);
  });

  it('says what is in its way where its folder has become a file', async () => {
    const place = join(temporaryFolder({ taken: '' }), 'taken/a.txt');
    await expect(writeWholeFile(place, 'new')).rejects.toMatchObject({
      message: `cannot write '${place}': a part of its path is a file`,
    });
  });
});
