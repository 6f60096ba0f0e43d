"""The page of a lesson, as Markdown: what is stored, with stubs shown and answers folded."""

import re
from dataclasses import dataclass, field
from html import escape

from authoring.answers import BEGIN, END, without_answers
from authoring.site.course import page_data
from authoring.site.links import site_links
from authoring.site.mistakes import example, exercises
from authoring.site.shown import output_html

EXERCISE = re.compile(r"#+ Exercise \d+ · `(\w+)` · (\d+) min · (★+)☆*")
HEADING = re.compile(r"(?m)^(?=#+ Exercise \d)")
CHECK = re.compile(r"^check\.(\w+)\(", re.M)
SOURCES = re.compile(r"\A<details>\s*<summary>Sources</summary>(.*)</details>\s*\Z", re.DOTALL)
# A page has no place to write a prediction in: a reader makes it in their head.
PREDICTION = re.compile(
    r"^(prediction = \"\".*|show_prediction\(prediction\)|"
    r"from utils.prediction import show_prediction)\n?",
    re.M,
)


@dataclass
class LessonPage:
    """Writes the page of a lesson.

    Arguments:
        lesson: a `LessonPages`.
        address: an `Address`.
        save: a function that keeps a file: its path in the site and its bytes.
    """

    lesson: object
    address: object
    save: object
    _parts: list = field(default_factory=list)
    _pictures: int = 0
    _in_exercise: bool = False

    def markdown(self):
        """Return the whole page."""
        progress = {
            cell.id: cell for cell in self.lesson.lesson.cells if "check.progress()" in cell.source
        }
        self._exercises = exercises(self.lesson.stem[3:])
        first, *others = self.lesson.solution.cells
        self._begin(first.source)
        for cell in others:
            if cell.cell_type == "markdown":
                self._text(cell.source)
            elif BEGIN in cell.source:
                self._answer(cell)
            else:
                self._code(progress.get(cell.id, cell))
        self._end_exercise()
        return "\n\n".join(self._parts) + "\n"

    def _begin(self, source):
        title, text = source.split("\n", 1)
        self._parts.append(page_data(description=summary(text)))
        self._parts.append(title)
        self._parts.append(self._page_links())
        self._parts.append(self._links(text.strip()))

    def _page_links(self):
        stem = self.lesson.stem
        places = [
            (f"../notebooks/{stem}.ipynb", "Download this notebook", " download"),
            (self.address.binder(f"lessons/{stem}.ipynb"), "Open in Binder", ""),
            (self.address.edit(f"solutions/{stem}.py"), "Edit this page", ""),
        ]
        links = [f'<a href="{to}"{more}>{text}</a>' for to, text, more in places if to]
        facts = f"{self.lesson.part} · {self.lesson.minutes} minutes"
        return f'<p class="page-links"><span>{facts}</span> {" ".join(links)}</p>'

    def _links(self, text):
        return site_links(text, f"solutions/{self.lesson.stem}.py", self.address)

    def _text(self, source):
        if sources := SOURCES.match(source):
            source = f"## Sources\n\n{sources[1].strip()}"
        for piece in HEADING.split(source):
            if heading := EXERCISE.match(piece):
                self._begin_exercise(heading, piece)
            elif piece.strip():
                if re.match("#+ ", piece):
                    self._end_exercise()
                self._parts.append(self._links(piece.strip()))

    def _begin_exercise(self, heading, piece):
        self._end_exercise()
        level_and_name = heading[0].split(" · ")
        minutes, stars = int(heading[2]), len(heading[3])
        self._parts += [
            " · ".join(level_and_name[:2]),
            '<div class="exercise">',
            f'<p class="facts">{minutes} minutes <span role="img" aria-label="difficulty {stars} '
            f'of 3">{"★" * stars}{"☆" * (3 - stars)}</span></p>',
            self._links(piece[heading.end() :].strip()),
        ]
        self._in_exercise = True

    def _end_exercise(self):
        if self._in_exercise:
            self._parts.append("</div>")
        self._in_exercise = False

    def _answer(self, cell):
        name = CHECK.findall(cell.source)[-1]
        mistake, result = example(self._exercises[name])
        self._parts.append(fenced(without_answers(cell.source)))
        self._fold("mistake", f"A common mistake: {escape(mistake)}", raw(said(result)))
        answer = "\n".join(
            line for line in cell.source.splitlines() if line.strip() not in (BEGIN, END)
        )
        self._fold("answer", "Show an answer", fenced(answer), *self._outputs(cell))
        self._end_exercise()

    def _fold(self, kind, summary, *parts):
        self._parts += [f'<details class="{kind}">\n<summary>{summary}</summary>', *parts]
        self._parts.append("</details>")

    def _code(self, cell):
        if source := PREDICTION.sub("", cell.source).strip("\n"):
            self._parts.append(fenced(source))
        self._parts += self._outputs(cell)

    def _outputs(self, cell):
        return [raw(output_html(output, self._save_picture)) for output in cell.outputs]

    def _save_picture(self, data):
        self._pictures += 1
        name = f"pictures/{self.lesson.number}-{self._pictures}.png"
        self.save(name, data)
        return f"../{name}"


def said(result):
    """What a check says, under a sentence for a reader who has not seen one."""
    return f"<p>For an answer that makes this mistake, the check says:</p>{result}"


def fenced(code):
    """Code of Python as Markdown."""
    return f"````python\n{code}\n````"


def raw(html):
    """HTML in Markdown, whatever lines it has."""
    return f"````{{raw}} html\n{html}\n````"


def summary(text, longest=160):
    """The first sentences of a text, as plain words.

    Arguments:
        text: Markdown.
        longest: how many letters there may be.
    """
    words = re.sub(r"\[([^\]]+)\]\([^)]+\)|[*`$_]", r"\1", text.strip().split("\n\n")[0])
    words = " ".join(words.split())
    kept = ""
    for sentence in re.split(r"(?<=[.?!])\s", words):
        if len(kept) + len(sentence) > longest:
            break
        kept = f"{kept} {sentence}".strip()
    return kept or words[: longest - 1].rsplit(" ", 1)[0] + "…"
