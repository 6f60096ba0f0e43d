"""Formulas, set when the site is built: pages need no script for them."""

import json
import subprocess
from contextlib import contextmanager
from functools import cache

from docutils import nodes
from sphinx.errors import ExtensionError


@contextmanager
def formula_setter(npm):
    """Give a function that sets a formula as HTML: its TeX, and whether it stands alone.

    Arguments:
        npm: the folder in which npm has installed KaTeX.
    """
    with subprocess.Popen(
        ["node", "formulas.js"],
        cwd=npm,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        encoding="utf-8",
    ) as process:

        @cache
        def formula(tex, display):
            process.stdin.write(json.dumps({"tex": tex, "display": display}) + "\n")
            process.stdin.flush()
            answer = json.loads(process.stdout.readline())
            if "error" in answer:
                raise ExtensionError(f"{answer['error']}: {tex}")
            return answer["html"]

        yield formula
        process.stdin.close()


def add_formulas(app, formula):
    """Let Sphinx set its formulas with `formula`.

    Arguments:
        app: Sphinx's application.
        formula: the function of `formula_setter`.
    """

    def inline(translator, node):
        translator.body.append(formula(node.astext(), False))
        raise nodes.SkipNode

    def block(translator, node):
        translator.body.append(f'<div class="formula">{formula(node.astext(), True)}</div>')
        raise nodes.SkipNode

    app.add_html_math_renderer("katex", (inline, None), (block, None))
