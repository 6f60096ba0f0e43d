"""The page of old names is what the table gives, and a stale one is named."""

from authoring import old_names_page
from utils.revive.old_names import old_names


def test_the_stored_page_is_what_the_table_gives():
    assert old_names_page.problems() == []


def test_each_row_of_the_table_is_on_the_page():
    page = old_names_page.page()
    for row in old_names().names.values():
        assert f"| `{row.old.rpartition('.')[2]}{row.arguments}` |" in page
    for name in old_names().not_covered:
        assert f"| `{name}` |" in page


def test_a_page_that_is_stale_or_missing_is_named_and_made(tmp_path, monkeypatch):
    monkeypatch.setattr(old_names_page, "PAGE", tmp_path / "old_names.md")
    (problem,) = old_names_page.problems()
    assert (problem.verdict, "make build" in problem.detail) == ("stale", True)
    old_names_page.write()
    assert old_names_page.problems() == []
    with old_names_page.PAGE.open("a") as file:
        file.write("by hand")
    assert len(old_names_page.problems()) == 1
