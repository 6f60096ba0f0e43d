"""`tf.app.flags` as up to 1.4, on today's absl: it took defaults of any type, and other flags."""

import sys

from absl import flags as absl_flags

from utils.revive.notes import note, note_name
from utils.tf1 import tf

TYPES = {"float": float, "integer": int, "string": str, "boolean": bool}
DEFINED = {}  # the names of the script's own flags, in their order
KEPT = {}  # what the script keeps in FLAGS under a name that is no flag
NO_FLAG = "Up to 1.4 FLAGS kept any value; today each name in it needs a DEFINE."
OLD_ARGUMENTS = {"flag_name": "name", "default_value": "default", "docstring": "help"}


def _define(kind):
    """Today's `DEFINE_...` for a kind of flag, which leaves a default of another type as it is."""
    today = getattr(tf.flags, f"DEFINE_{kind}")
    wanted = TYPES[kind]

    def define(*arguments, **settings):
        settings = {OLD_ARGUMENTS.get(key, key): value for key, value in settings.items()}
        names = ("name", "default", "help")
        settings = dict(zip(names, arguments, strict=False)) | settings
        name, default = settings["name"], settings.get("default")
        settings.setdefault("help", "")
        _make_room_for(name)
        kept = default is None or type(default) is wanted
        defined = today(**settings | {"default": default if kept else None})
        DEFINED[name] = None
        if not kept:
            note_name(f"tf.app.flags.DEFINE_{kind}")
            flag = absl_flags.FLAGS[name]
            flag.default = flag._value = default
        return defined

    define.__name__, define.__doc__ = f"DEFINE_{kind}", today.__doc__
    return define


def _make_room_for(name):
    """Take away a flag that absl has defined for its own log, as a script's comes first."""
    flags = absl_flags.FLAGS
    if name in flags and (flags.find_module_defining_flag(name) or "").startswith("absl."):
        delattr(flags, name)


DEFINE_float = _define("float")
DEFINE_integer = _define("integer")
DEFINE_string = _define("string")
DEFINE_boolean = DEFINE_bool = _define("boolean")


class Flags:
    """`FLAGS`: today's, with `__flags` and `_parse_flags`, and without an error for other flags."""

    def __getattr__(self, name):
        if name == "__flags":
            note_name("tf.app.flags.FLAGS")
            _parse()
            return _values()
        if name in KEPT:
            return KEPT[name]
        if not absl_flags.FLAGS.is_parsed():
            _parse()
        return getattr(absl_flags.FLAGS, name)

    def __setattr__(self, name, value):
        if name in absl_flags.FLAGS:
            setattr(absl_flags.FLAGS, name, value)
        else:
            note(f"FLAGS.{name} of no flag", "a variable of your own", NO_FLAG)
            KEPT[name] = value

    def __getitem__(self, name):
        return absl_flags.FLAGS[name]

    def __iter__(self):
        return iter(absl_flags.FLAGS)

    def __contains__(self, name):
        return name in absl_flags.FLAGS

    def __call__(self, *arguments, **settings):
        """Parse a command line."""
        return absl_flags.FLAGS(*arguments, **settings)

    def __dir__(self):
        return dir(absl_flags.FLAGS)

    def _parse_flags(self, args=None):
        """Read the flags of the command line."""
        _parse()

    @property
    def __dict__(self):
        """What scripts look into."""
        return {"__flags": _values(), "__parsed": absl_flags.FLAGS.is_parsed()}


def _parse():
    absl_flags.FLAGS(sys.argv, known_only=True)


def _values():
    """The script's own flags and their values."""
    return {name: absl_flags.FLAGS[name].value for name in DEFINED} | KEPT


FLAGS = Flags()


def run(main=None, argv=None):
    """Parse the flags, call the script's `main` with the other arguments, and exit with its answer.

    Arguments:
        main: a function of a list of strings; by default that of the script.
        argv: the command line; by default this process's.
    """
    rest = absl_flags.FLAGS(argv or sys.argv, known_only=True)
    main = main or sys.modules["__main__"].main
    sys.exit(main(rest))
