"""A plan by the minute: what of a lesson fits into a class, and what is left for home."""

from dataclasses import dataclass, field

QUIZ_MINUTES = 3
LONGEST_WITHOUT_BREAK, BREAK_MINUTES = 75, 5
MORE_TIME = 1.5  # times its minutes, at most, which a class gets for an exercise
SECTIONS_TO_CUT = 3
WRITING = "Students write, and you walk around."


@dataclass(frozen=True)
class Step:
    """What happens from one minute to another, in a `Plan`."""

    begin: int
    end: int
    what: str
    how: str


@dataclass
class Plan:
    """A class of so many minutes.

    Arguments:
        steps: a list of `Step`, without gaps.
        sections_left: the sections for which there is no time.
        exercises_left: the exercises for which there is no time.
        exercises_done: those that are done in class.
    """

    steps: list = field(default_factory=list)
    sections_left: list = field(default_factory=list)
    exercises_left: list = field(default_factory=list)
    exercises_done: list = field(default_factory=list)


def plan_of(parts, minutes):
    """Fit a lesson into a class.

    All sections come first, then as many exercises as fit, the easiest first. Where the sections
    alone do not fit, those are left out that no other section needs, the last ones first.

    Arguments:
        parts: a `LessonParts`.
        minutes: of the class.

    Returns:
        A `Plan`, whose last step ends at `minutes`.
    """
    opening = max(2.0, parts.opening_minutes)
    closing = parts.summary_minutes + QUIZ_MINUTES
    room = minutes - opening - closing
    sections = list(parts.sections)
    shortest = min((exercise.minutes for exercise in parts.exercises), default=0)
    while len(sections) > 1 and _sum(sections) + shortest > room:
        sections.remove(_least_needed(sections, parts.needs))
    plan = Plan(sections_left=[one for one in parts.sections if one not in sections])
    free = room - _sum(sections)
    free -= _choose_exercises(plan, sections, parts.exercises, free)
    given = _with_more_time(plan.exercises_done, free)
    free -= sum(given.values()) - _sum(plan.exercises_done)

    rows = [(opening, "The problem and the plan", "Open the lesson and run the imports.")]
    for section in sections:
        rows.append((section.minutes, section.heading, _how(section)))
        rows += [
            (given[one.name], f"Exercise {one.number}, `{one.name}` {one.stars}", WRITING)
            for one in section.exercises
            if one in plan.exercises_done
        ]
    if minutes > LONGEST_WITHOUT_BREAK and free >= BREAK_MINUTES:
        free -= BREAK_MINUTES
        rows.insert(_middle(rows), (BREAK_MINUTES, "Break", ""))
    if free >= 1:
        for section in parts.deeper:
            if section.minutes <= free:
                rows.append((section.minutes, section.heading, _how(section)))
                free -= section.minutes
        how = "Or an exercise that is left." if plan.exercises_left else ""
        rows.append((free, "Questions", how))
        free = 0
    how = "Read the summary, ask the questions, and say what to hand in."
    rows.append((closing + free, "Summary and quiz", how))
    plan.steps = _on_the_clock(rows, minutes)
    return plan


def cuts(parts):
    """What to cut when time is short, first things first: pairs of a name and the minutes saved.

    Arguments:
        parts: a `LessonParts`.

    Returns:
        The exercises but for the easiest, the hardest first, then the last sections that no other
        one needs.
    """
    hardest = sorted(parts.exercises, key=lambda one: (-one.difficulty, -one.number))
    found = [(f"exercise {one.number}, `{one.name}`", one.minutes) for one in hardest[:-1]]
    needed = {key for others in parts.needs.values() for key in others}
    free = [one for one in parts.sections if one.key.isdigit() and one.key not in needed | {"1"}]
    last_first = free[: -SECTIONS_TO_CUT - 1 : -1]
    return found + [(f"section *{one.heading}*", round(one.minutes)) for one in last_first]


def _sum(things):
    return sum(thing.minutes for thing in things)


def _least_needed(sections, needs):
    """The last section that no other one needs; a common error only where there is none else."""
    needed = {key for section in sections for key in needs.get(section.key, ())}
    free = [section for section in sections if section.key not in needed] or sections
    numbered = [section for section in free if section.key.isdigit()]
    return (numbered or free)[-1]


def _choose_exercises(plan, sections, exercises, free):
    """Sort the exercises into done and left, the easiest first; return what those done take."""
    there = [exercise for section in sections for exercise in section.exercises]
    taken = 0
    for exercise in sorted(there, key=lambda one: (one.difficulty, one.number)):
        if taken + exercise.minutes <= free:
            plan.exercises_done.append(exercise)
            taken += exercise.minutes
    plan.exercises_left = [one for one in exercises if one not in plan.exercises_done]
    return taken


def _with_more_time(exercises, free):
    """The minutes that each exercise gets, by its name: up to `MORE_TIME` of what it says."""
    promised = _sum(exercises)
    if not promised:
        return {}
    factor = min(MORE_TIME, 1 + free / promised)
    return {exercise.name: exercise.minutes * factor for exercise in exercises}


def _how(section):
    count = len(section.predictions)
    asked = {0: "Show and run.", 1: "Ask, run, explain."}
    return asked.get(count, f"Ask {count} times, run, explain.")


def _middle(rows):
    """The place of the first section that begins after half of the time, else the last place."""
    half, passed = sum(row[0] for row in rows) / 2, 0
    for place, (length, _, how) in enumerate(rows):
        if passed >= half and how != WRITING:
            return place
        passed += length
    return len(rows)


def _on_the_clock(rows, minutes):
    """A `Step` for each row, in integer minutes, which end at `minutes`."""
    scale, passed, steps, begin = minutes / sum(row[0] for row in rows), 0.0, [], 0
    for length, what, how in rows:
        passed += length * scale
        end = round(passed)
        if end > begin:
            steps.append(Step(begin, end, what, how))
            begin = end
    return steps
