"""Find out whether an answer changed the course, NumPy or Python's own functions."""

import sys
from types import FunctionType, ModuleType

SEALED = ("numpy", "numpy.linalg", "builtins")
OF_A_FUNCTION = ("__code__", "__defaults__", "__kwdefaults__", "__globals__", "__closure__")


class StandIn(ModuleType):
    """A replacement for the checks of a lesson. It records what an answer asks of them."""

    def __init__(self, name):
        """Take the name of the package that it replaces."""
        super().__init__(name)
        self.asked = []

    def __getattr__(self, name):
        if name.startswith("__"):
            raise AttributeError(name)
        return _ExerciseStandIn(name, self.asked)


class _ExerciseStandIn:
    """A replacement for an exercise. A call of its check does nothing."""

    def __init__(self, name, asked):
        self._name, self._asked = name, asked

    def __call__(self, *answer):
        return None

    def __getattr__(self, name):
        if not name.startswith("__"):
            self._asked.append(f"check.{self._name}.{name}")
        raise AttributeError(f"an answer may not ask its check for {name}")


def hide_checks(lesson):
    """Replace the checks of a lesson by a `StandIn`, and return it.

    Arguments:
        lesson: the name of a package in `utils.checks`, which has been imported.
    """
    package = f"utils.checks.{lesson}"
    stand_in = StandIn(package)
    for name in [name for name in sys.modules if name.startswith(f"{package}.")]:
        sys.modules[name] = stand_in
    sys.modules[package] = stand_in
    setattr(sys.modules["utils.checks"], lesson, stand_in)
    return stand_in


def seal(exercise):
    """Return the identities of all values that a check needs, to find changes later.

    Arguments:
        exercise: the `Exercise` that judges.

    Returns:
        A dict from each name to the identity of its value.
    """
    parts = _identities("the check", exercise, leave_out=("status", "has_passed"))
    for name, module in list(sys.modules.items()):
        if name.split(".")[0] == "utils" or name in SEALED:
            parts |= _identities(name, module)
    return parts


def broken(before, after):
    """Return the names of `seal` whose values have changed after an answer."""
    return sorted(name for name, identity in before.items() if after.get(name) != identity)


def _identities(prefix, owner, leave_out=()):
    found = {}
    for name, value in list(vars(owner).items()):
        if name in leave_out:
            continue
        place = f"{prefix}.{name}"
        found[place] = _identity(value)
        if isinstance(value, type) and value.__module__.split(".")[0] == "utils":
            for part, inside in vars(value).items():
                found[f"{place}.{part}"] = _identity(inside)
    return found


def _identity(value):
    function = value
    if isinstance(value, property):
        function = value.fget
    elif isinstance(value, (classmethod, staticmethod)):
        function = value.__func__
    if isinstance(function, FunctionType):
        return (id(function), *(id(getattr(function, part)) for part in OF_A_FUNCTION))
    return id(value)
