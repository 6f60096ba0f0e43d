"""Functions of librosa that took all their arguments by position, up to 0.9."""

import inspect
from functools import wraps
from importlib import import_module

import numpy as np

from utils.revive.notes import note
from utils.revive.reading.owner import asks_for_owner, frame_outside

BY_NAME = "Only the first arguments can be passed by position today."
# module: its functions, as far as the order of their arguments is as before
BY_POSITION = {
    "librosa": ("amplitude_to_db", "istft", "load", "power_to_db", "resample", "stft"),
    "librosa.effects": ("pitch_shift", "split", "time_stretch", "trim"),
    "librosa.feature": (
        "chroma_stft", "delta", "melspectrogram", "mfcc", "rms", "spectral_centroid",
        "spectral_contrast", "spectral_rolloff", "tonnetz", "zero_crossing_rate",
    ),
    "librosa.filters": ("mel",),
    "librosa.util": ("fix_length", "frame", "normalize", "pad_center"),
}  # fmt: skip
LATER = {"istft": "n_fft"}  # an argument that came in between later
RENAMED = {  # module: {an old function: today's}
    "librosa": {"logamplitude": "power_to_db"},
    "librosa.display": {"waveplot": "waveshow"},
    "librosa.feature": {"rmse": "rms"},
}


class Output:
    """`librosa.output`, which wrote sounds up to 0.7."""

    @staticmethod
    def write_wav(path, y, sr, norm=False):
        """Write a sound, floats `[samples]` or `[2, samples]`, to a WAV file."""
        from scipy.io import wavfile

        note("librosa.output.write_wav", "soundfile.write(path, y, sr)")
        y = np.asarray(y)
        y = y / np.abs(y).max() if norm and y.size and np.abs(y).max() else y
        wavfile.write(path, sr, y.T)


def change(librosa):
    """Let the owner's code call librosa as before.

    Arguments:
        librosa: the module.
    """
    for room, names in BY_POSITION.items():
        module = import_module(room)
        for name in names:
            if hasattr(module, name):
                setattr(module, name, by_position(room, getattr(module, name)))
    rename("librosa", librosa)
    rename("librosa.feature", import_module("librosa.feature"))
    if not hasattr(librosa, "output"):
        librosa.output = Output


def change_display(display):
    """Give `librosa.display` its old names."""
    rename("librosa.display", display)


def rename(room, module):
    """Give a module its old names.

    Arguments:
        room: its name.
        module: the module.
    """
    for old, new in RENAMED[room].items():
        if not hasattr(module, old):
            setattr(module, old, _noted(f"{room}.{old}", f"{room}.{new}", getattr(module, new)))


def _noted(old, today, function):
    @wraps(function)
    def renamed(*arguments, **settings):
        note(old, today)
        return function(*arguments, **settings)

    return renamed


def by_position(room, today):
    """A function whose arguments by name may come by position, if the owner's code calls it.

    Arguments:
        room: its module, "librosa.filters" for example.
        today: the function.
    """
    parameters = inspect.signature(today).parameters.values()
    kinds = (inspect.Parameter.POSITIONAL_OR_KEYWORD, inspect.Parameter.KEYWORD_ONLY)
    new = LATER.get(today.__name__)
    names = [one.name for one in parameters if one.kind in kinds and one.name != new]
    first = sum(one.kind == inspect.Parameter.POSITIONAL_OR_KEYWORD for one in parameters)

    @wraps(today)
    def function(*arguments, **settings):
        if first < len(arguments) <= len(names) and asks_for_owner(frame_outside(__file__)):
            given = dict(zip(names[first:], arguments[first:], strict=False))
            whole = f"{room}.{today.__name__}"
            note(f"{whole} by position", f"{', '.join(given)} by name", BY_NAME)
            arguments, settings = arguments[:first], given | settings
        return today(*arguments, **settings)

    return function
