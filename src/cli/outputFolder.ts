import { mkdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { LimpetError } from '../errors.ts';
import { usageError } from './exitCodes.ts';

/**
 * Makes a folder that files can be written to, and tries it, so that a long run does not fail at its end.
 * @param flag the flag that named it, for the error.
 * @throws LimpetError (`usage`) where that is not possible.
 */
export async function prepareFolder(flag: string, folder: string): Promise<void> {
  const probe = join(folder, `.limpet-${process.pid}`);
  try {
    await makeFolder(folder);
    await writeFile(probe, '');
    await rm(probe);
  } catch (error) {
    throw usageError(
      `${flag}: cannot write to the folder '${folder}': ${reason(error)}; name another folder`,
    );
  }
}

/** Makes a folder and those above it. Node's own recursive mkdir never returns where nothing can be made, as in /proc. */
async function makeFolder(folder: string): Promise<void> {
  try {
    await mkdir(folder);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EEXIST' && (await stat(folder)).isDirectory()) return;
    if (code !== 'ENOENT' || dirname(folder) === folder) throw error;
    await makeFolder(dirname(folder));
    await mkdir(folder);
  }
}

/**
 * Makes the folder of a file and tries it, as {@link prepareFolder} does.
 * @throws LimpetError (`usage`) where the file cannot be written.
 */
export async function prepareFile(flag: string, file: string): Promise<void> {
  await prepareFolder(flag, dirname(file));
  const existing = await stat(file).catch(() => undefined);
  if (existing?.isDirectory()) throw usageError(`${flag}: '${file}' is a folder; name a file`);
}

/**
 * Writes a file beside its place and moves it there, so that it is never there in part.
 * @throws LimpetError (`file`)
 */
export async function writeWholeFile(file: string, content: string | Uint8Array): Promise<void> {
  const part = `${file}.${process.pid}.part`;
  try {
    await writeFile(part, content);
    await rename(part, file);
  } catch (error) {
    // Where even this fails, what failed first is what to tell.
    await rm(part, { force: true }).catch(() => undefined);
    throw new LimpetError('file', `cannot write '${file}': ${reason(error)}`, { cause: error });
  }
}

/**
 * Writes files into a folder; one without content is left out, and one that an earlier run left there is removed.
 * @returns the names of the files written.
 * @throws LimpetError (`file`)
 */
export async function writeFiles(
  folder: string,
  files: Readonly<Record<string, string | Uint8Array | undefined>>,
): Promise<string[]> {
  const written: string[] = [];
  for (const [name, content] of Object.entries(files)) {
    if (content === undefined) {
      await rm(join(folder, name), { force: true });
    } else {
      await writeWholeFile(join(folder, name), content);
      written.push(name);
    }
  }
  return written;
}

const reasons: Readonly<Record<string, string>> = {
  EEXIST: 'it is a file',
  ENOENT: 'it cannot be made there',
  ENOTDIR: 'a part of its path is a file',
  EISDIR: 'it is a folder',
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  EROFS: 'the file system is read-only',
  ENOSPC: 'no space is left',
  ENAMETOOLONG: 'the name is too long',
};

function reason(error: unknown): string {
  const { code = '', message = String(error) } = error as NodeJS.ErrnoException;
  return reasons[code] ?? message;
}
