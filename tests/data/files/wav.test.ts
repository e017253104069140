import { describe, expect, it } from 'vitest';
import { readWav, soundsOf } from '../../../src/data/index.ts';
import { cutOff, described, filesOf } from './goldenFiles.ts';

const files = filesOf('wav');
const file = (name: string): Uint8Array => files.find((one) => one.name === name)?.bytes ?? new Uint8Array();
const mono = file('24 bits');

describe('readWav', () => {
  it.each(files)('reads $name', ({ bytes, arrays }) => {
    const { sampleRate, samples } = readWav(bytes);
    expect(sampleRate).toBe(8000);
    expect(described(samples)).toEqual(arrays['']);
  });

  it('skips other parts, and the byte that makes their length even', () => {
    const list = [...new TextEncoder().encode('LIST'), 3, 0, 0, 0, 1, 2, 3, 0];
    expect(readWav(Uint8Array.from([...mono.slice(0, 12), ...list, ...mono.slice(12)]))).toEqual(
      readWav(mono),
    );
  });

  it('reads the extensible format', () => {
    const format = [...mono.slice(12, 36), 22, 0, 24, 0, 4, 0, 0, 0, 1, 0, ...new Uint8Array(14)];
    format.splice(4, 6, 40, 0, 0, 0, 0xfe, 0xff);
    expect(readWav(Uint8Array.from([...mono.slice(0, 12), ...format, ...mono.slice(36)]))).toEqual(
      readWav(mono),
    );
  });

  it('refuses every file that is cut off, and names it', () => {
    for (const part of cutOff(mono))
      expect(() => readWav(part, 'cut.wav')).toThrow(/^readWav: cut\.wav, byte \d+: /);
  });

  it('refuses compressed sound, other kinds of files and NaN', () => {
    const compressed = mono.map((byte, index) => (index === 20 ? 7 : byte));
    expect(() => readWav(compressed, 'a.wav')).toThrow('a.wav, byte 20: expected whole numbers');
    expect(() => readWav(new TextEncoder().encode('ID3 and some more'), 'a.mp3')).toThrow(
      'expected a WAV file',
    );
    const floats = file('type f4');
    const broken = floats.slice();
    broken.set([0, 0, 0xc0, 0x7f], floats.length - 4);
    expect(() => readWav(broken)).toThrow(expect.objectContaining({ code: 'notFinite' }));
  });
});

describe('soundsOf', () => {
  const files = [
    { path: 'sounds/yes/b.wav', bytes: mono },
    { path: 'sounds/no/c.wav', bytes: mono },
    { path: 'sounds/no/a.wav', bytes: mono },
  ];
  const samples = readWav(mono).samples.data;

  it('reads folders as classes, in the order of their paths, at one length', () => {
    const { sounds, labels, classes } = soundsOf(files, { sampleRate: 8000, length: 8 });
    expect(classes).toEqual(['no', 'yes']);
    expect([...labels.data]).toEqual([0, 0, 1]);
    expect(sounds.shape).toEqual([3, 8]);
    expect([...sounds.data.subarray(8, 16)]).toEqual([...samples, 0, 0]);
    const short = soundsOf(files, { sampleRate: 8000, length: 4, classes: ['yes', 'no'] });
    expect([...short.labels.data]).toEqual([1, 1, 0]);
    expect([...short.sounds.data.subarray(8)]).toEqual([...samples.subarray(0, 4)]);
  });

  it('refuses other rates, several channels and other classes, naming the file', () => {
    expect(() => soundsOf(files)).toThrow('no/a.wav: expected 16000 samples per second, got 8000');
    const options = { sampleRate: 8000, classes: ['no'] };
    expect(() => soundsOf(files, options)).toThrow(
      'yes/b.wav: expected a folder of the classes no, got "yes"',
    );
    const stereo = [{ path: 'no/d.wav', bytes: file('type i2') }];
    expect(() => soundsOf(stereo, options)).toThrow('no/d.wav: expected one channel, got 2');
  });
});
