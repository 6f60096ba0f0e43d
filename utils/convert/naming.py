"""Read the names of variables: a cell, an optimizer, or a moving average."""

import re

# The last names of a cell's variables: of TensorFlow 1.2 and later, of 1.0, and of before.
VARIABLE = re.compile(
    r"(?:(?P<scope>.*?)/)?"
    r"(?P<part>(?:gates|candidate|projection|candidate/(?:input|hidden)_projection)/)?"
    r"(?P<last>kernel|weights|linear/matrix|bias|biases|linear/bias|w_[fio]_diag|recurrent_kernel"
    r"|(?-i:W_\d+|B|W_P_0))",
    re.IGNORECASE,
)
ROLES = {
    **{"weights": "kernel", "linear/matrix": "kernel", "w_0": "kernel"},
    **{"biases": "bias", "linear/bias": "bias", "b": "bias", "w_p_0": "projection/kernel"},
}
PEEPHOLES = {"w_f_diag", "w_i_diag", "w_o_diag"}
COUNTERS = re.compile(r"(?:.*/)?(?:beta[12]_power|global_step)(?:_\d+)?")
AVERAGE = "/ExponentialMovingAverage"


def role_of(name):
    """Return (scope, role) of a variable that may belong to a cell, or (None, None).

    The scope is that of the cell. The role is the last name of the variable in TensorFlow 1.15,
    such as "gates/kernel".
    """
    match = VARIABLE.fullmatch(name)
    if not match:
        return None, None
    last = match["last"].lower()
    return match["scope"] or "", (match["part"] or "").lower() + ROLES.get(last, last)


def owner_of(name, names):
    """Return the variable of a name such as `opt/x/kernel/Adam`, or None."""
    owner = name.rpartition("/")[0]
    while owner and owner not in names:
        owner = owner.partition("/")[2]
    return owner or None


def is_slot(name, shapes):
    """Return whether this is a variable of an optimizer, such as `.../kernel/Adam`."""
    owner = owner_of(name, shapes)
    return bool(COUNTERS.fullmatch(name) or (owner and shapes[owner] == shapes[name]))


def with_averages(names, instead):
    """Separate variables and their moving averages.

    Arguments:
        names: the names of all variables.
        instead: whether to use averages instead of their variables.

    Returns:
        A dict from names of variables to the names of their values, and a list of the averages
        that are left out. An average without its variable is always used.
    """
    found = {name: name for name in names if not name.endswith(AVERAGE)}
    left = []
    for name in sorted(set(names) - set(found)):
        owner = owner_of(name, found) or name.removesuffix(AVERAGE)
        if instead or owner not in found:
            found[owner] = name
        else:
            left.append(name)
    return found, left
