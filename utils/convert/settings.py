"""The settings of cells: yours, those of the graph, or the default ones."""

from utils.convert.cells import ConversionError
from utils.convert.classes import WITH_FORGET_BIAS

DEFAULTS = {"forget_bias": 1.0, "activation": "tanh"}


class Settings:
    """Forget biases and activations by scopes.

    Arguments:
        said: for each setting a value, a dict from scopes to values, or None.
    """

    def __init__(self, **said):
        """Take single values for every scope."""
        self._said = {
            setting: value if isinstance(value, dict) else ({} if value is None else {"": value})
            for setting, value in said.items()
        }
        self._by_default, self._against_graph = [], []

    def of(self, scope, class_name, shapes, seen):
        """Return the settings of a cell, and remember where they come from.

        Arguments:
            scope, class_name: the scope and the class of the cell.
            shapes: dict from the last names of weights to their shapes.
            seen: the `Seen` of the cell in a graph.
        """
        made, assumed = {}, []
        for setting in _settings_of(class_name):
            shown = getattr(seen, setting)
            default = DEFAULTS.get(setting) or _keras_default(shapes)
            # CudnnCompatibleLSTMCell adds no forget bias.
            if setting == "forget_bias" and "cudnn_compatible" in scope.rpartition("/")[2]:
                made[setting] = 0.0
                continue
            by_scope = self._said[setting]
            fitting = [said for said in by_scope if _within(scope, said)]
            if fitting:
                made[setting] = by_scope[max(fitting, key=len)]
                if shown not in (None, made[setting]):
                    self._against_graph.append(
                        f"{scope}: you give {setting} {made[setting]}, but the graph has "
                        f"{shown}. Your value is used."
                    )
            elif shown is not None:
                made[setting] = shown
            else:
                made[setting] = default
                assumed.append(f"{setting} {default}")
        if assumed:
            self._by_default.append((scope, assumed))
        return made

    def require_used(self, names):
        """Raise ConversionError if a setting was given for a scope without a cell."""
        for by_scope in self._said.values():
            for scope in by_scope:
                if scope and not any(_within(name, scope) for name in names):
                    refuse_scope(scope, names)

    def sentences(self, cells, has_graph):
        """Return sentences that say where forget biases and activations come from."""
        sentences = list(self._against_graph)
        if not cells:
            return sentences
        if not has_graph:
            sentences.append(
                "Forget biases and activations are not in the variables. Your values or the "
                "default values are used. The .meta file of the checkpoint would contain them."
            )
        elif self._by_default:
            scopes = ", ".join(
                f"{scope} ({' and '.join(assumed)})" for scope, assumed in self._by_default
            )
            sentences.append(f"Default values are used for what the graph does not show: {scopes}.")
        else:
            sentences.append(
                "Forget biases and activations are read from the graph, unless you gave them."
            )
        sentences.append("Clipping and wrappers for residuals or dropout cannot be seen.")
        return sentences


def _settings_of(class_name):
    settings = ["activation"]
    if class_name in WITH_FORGET_BIAS:
        settings.insert(0, "forget_bias")
    if class_name in ("keras.LSTM", "keras.GRU"):
        settings.append("recurrent_activation")
    return settings


def _keras_default(shapes):
    """In TensorFlow 1 Keras' gates are hard, but for a GRU as cuDNN has it (reset_after=True)."""
    return "sigmoid" if len(shapes.get("bias", ())) == 2 else "hard_sigmoid"


def _within(name, scope):
    return not scope or name == scope or name.startswith(scope + "/")


def require_scopes(classes, groups, names):
    """Raise ConversionError unless there are variables of a cell in each scope of `classes`."""
    for scope in classes:
        if scope in groups:
            continue
        below = [name.removeprefix(scope + "/") for name in names if _within(name, scope)]
        there = sorted(name for name in below if "/" not in name) if scope else []
        if there:
            what = f"{scope!r} has {' and '.join(there)}, but a cell has kernel and bias."
            raise ConversionError(what, "Rename them in a dict, and pass it to find_cells.")
        refuse_scope(scope, groups)


def refuse_scope(scope, names):
    """Raise ConversionError: there is no cell in this scope, but in those of `names`."""
    what = f"There is no cell in the scope {scope!r}."
    how = f"Use one of these scopes: {', '.join(names)}." if names else "No scope has a cell."
    raise ConversionError(what, how)
