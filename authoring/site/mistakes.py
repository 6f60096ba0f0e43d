"""What a check says of a common mistake: one example for each exercise, made by the check."""

from importlib import import_module

from utils.checks.engine import Exercise


def exercises(lesson):
    """The exercises of a lesson, by name.

    Arguments:
        lesson: the name of its checks, such as cell_variables.
    """
    checks = vars(import_module(f"utils.checks.{lesson}"))
    return {name: found for name, found in checks.items() if isinstance(found, Exercise)}


def example(exercise):
    """Return the first mistake of an exercise as its name, and the check's answer as HTML.

    Arguments:
        exercise: an `Exercise`.
    """
    name, (mistaken, *_) = next(iter(exercise.mistakes.items()))
    return name, exercise(mistaken)._repr_html_()
