"""librosa as it was, tried on small functions with the arguments that it has today."""

import sys
import types

import numpy as np
import pytest

from utils.revive import notes
from utils.revive.libraries import old_librosa


@pytest.fixture(autouse=True)
def no_notes(monkeypatch):
    monkeypatch.setattr(notes, "NOTES", {})


def noted():
    return {one.old: one.today for one in notes.sorted_notes()}


def mel(*, sr, n_fft, n_mels=128):
    return sr, n_fft, n_mels


def istft(matrix, *, hop_length=None, win_length=None, n_fft=None, window="hann"):
    return matrix, hop_length, win_length, n_fft, window


def test_arguments_come_by_position_in_the_order_of_their_time(monkeypatch):
    old = old_librosa.by_position("librosa.filters", mel)
    assert old(16000, 512, 20) == (16000, 512, 20) and old(sr=1, n_fft=2) == (1, 2, 128)
    assert noted() == {"librosa.filters.mel by position": "sr, n_fft, n_mels by name"}
    # `n_fft` came in between the others later
    assert old_librosa.by_position("librosa", istft)(5, 1, 2, "box") == (5, 1, 2, None, "box")
    monkeypatch.setattr(old_librosa, "asks_for_owner", lambda frame: False)
    with pytest.raises(TypeError):
        old(16000, 512, 20)


@pytest.fixture
def librosa(monkeypatch):
    whole = types.ModuleType("librosa")
    for name in old_librosa.BY_POSITION:
        module = whole if name == "librosa" else types.ModuleType(name)
        monkeypatch.setitem(sys.modules, name, module)
    whole.power_to_db = lambda S, *, ref=1.0: (S, ref)
    sys.modules["librosa.filters"].mel = mel
    sys.modules["librosa.feature"].rms = lambda *, y=None: y
    old_librosa.change(whole)
    return whole


def test_functions_have_their_old_names(librosa):
    assert librosa.logamplitude(3, 2.0) == (3, 2.0)
    assert sys.modules["librosa.feature"].rmse(7) == 7
    assert sys.modules["librosa.filters"].mel(1, 2) == (1, 2, 128)
    assert noted()["librosa.logamplitude"] == "librosa.power_to_db"
    display = types.SimpleNamespace(waveshow=lambda y, sr: (y, sr))
    old_librosa.change_display(display)
    assert display.waveplot(4, sr=5) == (4, 5)


def test_a_sound_is_written(librosa, monkeypatch):
    written = []
    wavfile = types.SimpleNamespace(write=lambda *what: written.append(what))
    monkeypatch.setitem(sys.modules, "scipy", types.ModuleType("scipy"))
    monkeypatch.setitem(sys.modules, "scipy.io", types.SimpleNamespace(wavfile=wavfile))
    librosa.output.write_wav("a.wav", [0.0, -0.5], 8000, norm=True)
    librosa.output.write_wav("b.wav", np.zeros([2, 3]), 8000)
    assert written[0][:2] == ("a.wav", 8000) and written[0][2].tolist() == [0, -1]
    assert written[1][2].shape == (3, 2)
