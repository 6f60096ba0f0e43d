"""Run the code cells of an old notebook, one after the other, as a kernel would."""

import ast
import os
import sys

from utils.revive.era import Era
from utils.revive.sources import CannotBeRead, tree_and_names


def run_notebook(path, arguments):
    """Run a notebook in this process.

    Arguments:
        path: its file.
        arguments: what follows it in `sys.argv`.

    Returns:
        The exit status: 1 if a cell fails, and the cells after it are not run.

    Raises:
        CannotBeRead: the file is no notebook.
    """
    import nbformat
    from IPython.core.interactiveshell import InteractiveShell
    from traitlets.config import Config

    try:
        notebook = nbformat.read(path, as_version=4)
    except (ValueError, KeyError, AttributeError) as error:
        raise CannotBeRead(f"{path} is not a notebook: {error}") from None
    language = notebook.metadata.get("language_info", {})
    Era.is_python_2 = str(language.get("version", "")).startswith("2.")
    sys.argv = [path, *arguments]
    sys.path[0] = os.path.dirname(os.path.abspath(path))
    os.chdir(sys.path[0])  # a kernel starts in the notebook's folder
    os.environ.setdefault("MPLBACKEND", "Agg")

    class Shell(InteractiveShell):
        def enable_gui(self, gui=None):  # `%matplotlib inline` asks for one
            pass

    shell = Shell.instance(
        config=Config(
            {"HistoryManager": {"enabled": False}, "InteractiveShell": {"colors": "nocolor"}}
        )
    )
    sys.modules["__main__"] = shell.user_module
    number = 0
    for cell in notebook.cells:
        if cell.cell_type == "code" and cell.source.strip():
            number += 1
            if not _run_cell(shell, cell.source, f"{path} cell {number}"):
                return 1
    return 0


def _run_cell(shell, source, name):
    """Run a cell whose lines are reported under a name; say whether it came to its end."""
    source = shell.transform_cell(source)
    tree, names = tree_and_names(name, source)
    if names or ast.dump(tree) != ast.dump(ast.parse(source)):
        source = ast.unparse(tree)
        shell.user_ns.update(names)
    shell.compile.get_code_name = lambda *_: name
    return shell.run_cell(source).success
