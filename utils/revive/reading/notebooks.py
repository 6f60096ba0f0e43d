"""Run the code cells of an old notebook, one after the other, as a kernel would."""

import ast
import os
import sys

from utils.revive.python2.which_python import look_at
from utils.revive.reading.program import program_file, program_files
from utils.revive.reading.source_text import CannotBeRead, with_async
from utils.revive.reading.sources import tree_and_names


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
    from IPython.core.interactiveshell import InteractiveShell
    from traitlets.config import Config

    cells, kernel = cells_and_kernel(path)
    look_at(program_files(path, cells), kernel)
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
    return 0 if all(_run_cell(shell, cell) for cell in cells) else 1


def cells_and_kernel(path):
    """Read a notebook.

    Arguments:
        path: its file.

    Returns:
        A `ProgramFile` for each cell with code, as IPython reads it, and the version of Python that
        the notebook names, or "".

    Raises:
        CannotBeRead: the file is no notebook.
    """
    import nbformat
    from IPython.core.inputtransformer2 import TransformerManager

    try:
        notebook = nbformat.read(path, as_version=4)
    except (ValueError, AttributeError, nbformat.ValidationError) as error:
        raise CannotBeRead(f"{path} is not a notebook: {error}") from None
    sources = [cell.source for cell in notebook.cells if cell.cell_type == "code"]
    sources = [TransformerManager().transform_cell(one) for one in sources if one.strip()]
    named = [(f"{path} cell {n}", source) for n, source in enumerate(sources, start=1)]
    cells = [program_file(name, with_async(source, name)) for name, source in named]
    return cells, str(notebook.metadata.get("language_info", {}).get("version", ""))


def _run_cell(shell, cell):
    """Run a cell whose lines are reported under its name; say whether it came to its end."""
    source = cell.source
    tree, names = tree_and_names(cell.name, source)
    if names or ast.dump(tree) != ast.dump(ast.parse(source)):
        source = ast.unparse(tree)
        shell.user_ns.update(names)
    shell.compile.get_code_name = lambda *_: cell.name
    return shell.run_cell(source).success
