"""`tf.contrib.training.HParams`: hyperparameters as attributes."""

import json
import re


class HParams:
    """Hyperparameters: `HParams(rate=0.1).rate`."""

    def __init__(self, hparam_def=None, model_structure=None, **values):
        self._names = []
        for name, value in values.items():
            self.add_hparam(name, value)

    def add_hparam(self, name, value):
        """Add one; raises ValueError where there is one of this name."""
        if name in self._names or hasattr(self, name):
            raise ValueError(f"Hyperparameter name is reserved: {name}")
        self._names.append(name)
        setattr(self, name, value)

    def set_hparam(self, name, value):
        """Change one that there is; raises ValueError where there is none."""
        if name not in self._names:
            raise ValueError(f"There is no hyperparameter {name}; add it with add_hparam.")
        setattr(self, name, value)

    def values(self):
        """All of them: {name: value}."""
        return {name: getattr(self, name) for name in self._names}

    def parse(self, text):
        """Change those that a text names, such as "rate=0.5,units=[4,8]"; returns itself."""
        for name, written in re.findall(r"(\w+)=(\[[^\]]*\]|[^,]*)", text):
            kept = getattr(self, name, None)
            if written.startswith("["):
                kind = type(kept[0]) if kept else str
                value = [_of_kind(kind, one) for one in written[1:-1].split(",")]
            else:
                value = _of_kind(type(kept), written)
            self.set_hparam(name, value)
        return self

    def override_from_dict(self, values):
        """Change those that a dict names; returns itself."""
        for name, value in values.items():
            self.set_hparam(name, value)
        return self

    def to_json(self, *arguments, **settings):
        """All of them as JSON."""
        return json.dumps(self.values(), *arguments, **settings)

    def get(self, key, default=None):
        """The value of one, or the default."""
        return getattr(self, key) if key in self._names else default

    def __contains__(self, name):
        return name in self._names

    def __iter__(self):
        return iter(self._names)


def _of_kind(kind, written):
    """What is written, as a value of a type."""
    if kind is bool:
        return written.strip().lower() in ("true", "1")
    return kind(written.strip()) if kind in (int, float) else written.strip()
