"""What is measured in prose: sentences, words and letters, without code, tables and headings."""

import pytest

from authoring.readability import Reading, count_words, main, measure, prose

TEXT = """## 1 · A heading is no sentence; it is not read

We build a graph. **Why** do we build it? Because `tf.while_loop` needs one, so $x^2$ is slow.

- An item
  over two lines.
- Another, with [a link](https://example.org/a;b).

| a table; | has none |
|---|---|

```python
code = ";"
```

<details>
<summary>Sources</summary>

Not read; at all.
</details>
"""


def test_prose_is_paragraphs_and_items_alone():
    assert prose(TEXT) == [
        "We build a graph. Why do we build it? Because code needs one, so code is slow.",
        "- An item over two lines.",
        "- Another, with a link.",
    ]


def test_sentences_are_measured():
    reading = measure([TEXT])
    words = 4 + 5 + 8 + 5 + 4
    assert reading.words == words
    assert reading.words_in_a_sentence == pytest.approx(words / 5)
    assert reading.longest_sentence == "Because code needs one, so code is slow."
    assert reading.semicolons == 0
    assert reading.connectives == pytest.approx(2000 / words)


def test_the_level_is_that_of_its_source():
    # 6 words of 26 letters in 2 sentences: 4.71 * 26 / 6 + 0.5 * 6 / 2 - 21.43
    reading = measure(["Cells hold state. Graphs need sessions."])
    assert reading.level == pytest.approx(4.71 * 32 / 6 + 0.5 * 3 - 21.43)


def test_an_abbreviation_or_a_name_in_the_middle_ends_no_sentence():
    assert measure(["The file char_rnn.py is read. It is short."]).words_in_a_sentence == 4


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("so we go; " * 10, "semicolons"),
        ("We run it. " * 50, "because, so, but"),
        ("It is so " + "long and " * 20 + "ends.", "44 words"),
        ("Incomprehensibly characterized, so responsibilities proliferate.", "readability"),
        (
            "So here we read one word more than a sentence may hold in our own lessons. " * 9,
            "words in a sentence",
        ),
    ],
)
def test_what_is_beyond_a_limit_is_named(text, problem):
    assert any(problem in found for found in measure([text]).problems)


def test_a_reading_within_its_limits_has_no_problem():
    assert Reading(100, 13.9, "A sentence.", 5.4, 0.9, 10.1).problems == []
    assert len(Reading(100, 14.1, "word " * 33, 5.6, 1.1, 9.9).problems) == 5


def test_words_are_counted_as_a_reader_counts_them():
    assert count_words("The RNN's cell, `x`: 3 · up-to-date - yes.") == 7


def test_the_command_prints_a_row_for_each_lesson(capsys):
    main()
    shown = capsys.readouterr().out
    assert "01_graph_and_session" in shown
    assert shown.splitlines()[0].split()[:3] == ["lesson", "words", "a"]
