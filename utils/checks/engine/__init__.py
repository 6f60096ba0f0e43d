"""The engine of the exercises: cases, comparing, a learner's errors, results; NumPy alone."""

from utils.checks.engine.exercise import Exercise, progress_of
from utils.checks.engine.outcome import WrongAnswer, call_unchanged

__all__ = ["Exercise", "WrongAnswer", "call_unchanged", "progress_of"]
