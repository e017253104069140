"""Golden values of sound features: scipy.signal's Butterworth filters, and MFCC by numpy.fft and scipy.fft.

Cases, arrays float64 before they are rounded to float32:
  "bandPass", "lowPass": params order and frequencies in Hz at 16,000 Hz, outputs [the first 60 values of the impulse response, of f64].
  "filterBank": inputs [signal], params as Limpet's options, outputs [frames by channels].
  "mfcc": likewise.
"""

import numpy as np
from scipy.fft import dct
from scipy.signal import butter, sosfilt
from scipy.signal.windows import hann

from goldenFile import arrays, generator, write

RATE = 16000


def f64(name, op, params, output):
    return {"name": name, "op": op, "params": params, "outputs": arrays([np.asarray(output, np.float64)])}


def impulse(sos):
    return sosfilt(sos, np.eye(1, 60)[0])


def filters():
    for order in (1, 2, 3, 4):
        yield f64(f"lowPass {order}", "lowPass", {"order": order, "frequency": 900},
                  impulse(butter(order, 900, "low", fs=RATE, output="sos")))
        for low, high in ((400, 700), (100, 7900)):
            yield f64(f"bandPass {order} {low}", "bandPass", {"order": order, "low": low, "high": high},
                      impulse(butter(order, (low, high), "band", fs=RATE, output="sos")))


def filterBank(signal, channels, sampleRate, frameRate, lowest, width, order, envelope):
    mel = lambda f: 2595 * np.log10(1 + f / 700)
    hertz = lambda m: 700 * (10 ** (m / 2595) - 1)
    lows = hertz(np.linspace(mel(lowest), mel(sampleRate / 2 / (1 + width) - 1), channels))
    smooth = butter(order, envelope, "low", fs=sampleRate, output="sos")
    rows = [
        sosfilt(smooth, np.abs(sosfilt(butter(order, (low, low * (1 + width)), "band", fs=sampleRate, output="sos"), signal)))
        for low in lows
    ]
    return np.array(rows)[:, :: sampleRate // frameRate].T


def mfcc(signal, channels, sampleRate, window, stride, lowest, highest):
    size = 1 << (window - 1).bit_length()
    starts = range(0, len(signal) - window + 1, stride)
    spectrum = np.abs(np.fft.rfft([signal[s : s + window] * hann(window, sym=False) for s in starts], size))
    mel = lambda f: 1127 * np.log(1 + f / 700)
    bins = mel(np.linspace(0, sampleRate / 2, size // 2 + 1))
    edges = np.linspace(mel(lowest), mel(highest), channels + 2)
    bands = np.array([np.interp(bins, edges[i : i + 3], [0, 1, 0]) for i in range(channels)])
    bands[:, 0] = 0
    return dct(np.log(spectrum @ bands.T + 1e-12), type=2) / np.sqrt(2 * channels)


def feature(name, function, length, params):
    t = np.arange(length) / params["sampleRate"]
    signal = (0.5 * np.sin(2 * np.pi * 440 * t) + 0.1 * generator(name).normal(size=length)).astype(np.float32)
    return {"name": name, "op": name, "params": params, "inputs": arrays([signal]),
            "outputs": arrays([function(signal.astype(np.float64), **params)])}


write([
    *filters(),
    feature("filterBank", filterBank, 1000, {"channels": 5, "sampleRate": 8000, "frameRate": 100, "lowest": 120, "width": 0.3, "order": 3, "envelope": 60}),
    feature("mfcc", mfcc, 900, {"channels": 12, "sampleRate": 16000, "window": 300, "stride": 200, "lowest": 0, "highest": 6000}),
    feature("mfcc of the paper", mfcc, 800, {"channels": 40, "sampleRate": 16000, "window": 480, "stride": 160, "lowest": 125, "highest": 3800}),
])
