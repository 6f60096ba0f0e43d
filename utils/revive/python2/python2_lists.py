"""Where a list of Python 2 is only walked through, so that today's line needs no change."""

# What takes a view or an iterator as it took a list.
WALKERS = {
    "Counter", "OrderedDict", "all", "any", "defaultdict", "dict", "enumerate", "extend", "filter",
    "frozenset", "izip", "join", "len", "list", "map", "max", "min", "set", "sorted", "sum",
    "tuple", "update", "zip",
}  # fmt: skip
# What changes the number of keys of a dict, which Python 3 refuses inside a loop over its keys.
SHRINKS = ("del ", ".pop(", ".popitem(")


def is_walked_through(node):
    """Whether a call such as `d.items()` stands where a loop or a function walks through it.

    Arguments:
        node: the call in a tree of fissix, before it is changed.
    """
    parent = node.parent
    if parent is None:
        return False
    kind = _kind(parent)
    if kind == "for_stmt":
        body = str(parent.children[-1])
        return parent.children[3] is node and not any(word in body for word in SHRINKS)
    if kind in ("comp_for", "old_comp_for"):
        return True
    if kind == "comparison":  # `key in d.keys()`, and not `d.keys() == keys`
        return str(node.prev_sibling).split()[-1] == "in"
    if kind == "arglist":
        node, parent = parent, parent.parent
    is_argument = _kind(parent) == "trailer" and parent.children[0].value == "("
    return is_argument and _name_before(parent) in WALKERS


def _name_before(call):
    """The last name before the brackets of a call, "join" in `" ".join(...)`."""
    before = call.prev_sibling
    leaves = list(before.leaves()) if before is not None else []
    return leaves[-1].value if leaves else None


def _kind(node):
    from fissix.pygram import python_symbols

    names = {number: name for name, number in vars(python_symbols).items()}
    return names.get(node.type)
