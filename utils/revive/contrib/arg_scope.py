"""`arg_scope`: arguments of layers that hold for a whole block."""

from contextlib import contextmanager
from functools import wraps

SCOPES = [{}]  # for each open block, {function: its arguments}
HAVE_SCOPES = set()


def add_arg_scope(function):
    """Let a function take arguments from the `arg_scope` around it."""

    @wraps(function)
    def with_scope(*arguments, **settings):
        return function(*arguments, **SCOPES[-1].get(with_scope, {}) | settings)

    HAVE_SCOPES.add(with_scope)
    return with_scope


@contextmanager
def arg_scope(list_ops_or_scope, **settings):
    """A block in which functions take these arguments, unless a call has its own.

    Arguments:
        list_ops_or_scope: a list of functions, or what an `arg_scope` has given before.
        settings: their arguments.

    Raises:
        ValueError: a function that does not take arguments in this way.
    """
    if isinstance(list_ops_or_scope, dict):
        new = dict(list_ops_or_scope)
    else:
        strange = [one for one in list_ops_or_scope if one not in HAVE_SCOPES]
        if strange:
            names = ", ".join(getattr(one, "__name__", str(one)) for one in strange)
            raise ValueError(f"arg_scope: {names} takes no arguments from a block.")
        outer = SCOPES[-1]
        new = outer | {one: outer.get(one, {}) | settings for one in list_ops_or_scope}
    SCOPES.append(new)
    try:
        yield new
    finally:
        SCOPES.pop()
