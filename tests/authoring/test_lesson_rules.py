import pytest
from lesson_fixtures import FIXTURES, by_name, verdict_of, write_script

from authoring import build
from authoring.notebook import lesson_notebook
from utils.lessons.source import read_lesson


@pytest.mark.parametrize("script", by_name((FIXTURES / "scripts").glob("*.py")))
def test_a_script_gets_the_verdict_that_it_is_named_for(script, tmp_path):
    [problem] = build.check(script, tmp_path, tmp_path)
    assert problem.verdict == verdict_of(script)
    assert str(problem).startswith(f"scripts/{script.name}")
    if problem.verdict != "text before the first cell":
        assert problem.cell == 2
        assert f'cell 2 ("{problem.first_line[:40]}' in str(problem)


def test_answers_in_a_method_a_block_and_an_inner_function_are_accepted(tmp_path):
    script = write_script(
        tmp_path,
        "class Cell:\n"
        "    def call(self, inputs):\n"
        "        ### BEGIN SOLUTION\n"
        "        return inputs\n"
        "        ### END SOLUTION\n"
        "    def build(self):\n"
        "        with open('x') as file:\n"
        "            ### BEGIN SOLUTION\n"
        "            return file\n"
        "            ### END SOLUTION\n"
        "    def gate(self, name):\n"
        "        match name:\n"
        "            case _:\n"
        "                ### BEGIN SOLUTION\n"
        "                return name\n"
        "                ### END SOLUTION\n"
        "check.cell(Cell)",
        "def outer():\n"
        "    def inner(step):\n"
        "        ### BEGIN SOLUTION\n"
        "        return step\n"
        "        ### END SOLUTION\n"
        "    return inner\n"
        "check.outer(outer)",
        ' tags=["solution"]\nouter()(Cell)',
        "def other(outer):\n    return outer",
        "Cell = 3\nCell",
    )
    assert [p.verdict for p in build.check(script, tmp_path, tmp_path / "lessons")] == [
        "missing",
        "missing",
    ]
    inner = lesson_notebook(read_lesson(script)).cells[1].source
    assert inner == (
        "def outer():\n"
        "    def inner(step):\n"
        "        raise NotImplementedError\n"
        "    return inner\n"
        "check.outer(outer)"
    )


def test_all_problems_of_a_script_are_named_at_once(tmp_path):
    script = write_script(tmp_path, "%time 1", ' tags=["slow"]\n1', "def f(:")
    verdicts = [problem.verdict for problem in build.check(script, tmp_path, tmp_path)]
    assert verdicts == ["magic", "unknown tag", "does not parse"]
