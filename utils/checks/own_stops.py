"""What people get wrong in read_until (lesson 14, rows that stop by themselves)."""

from utils.checks.early_stops import each_row, reader
from utils.exercise import Mistake
from utils.tf1 import tf

READ_UNTIL = [
    Mistake(
        "a stopped row's state goes on",
        reader(keep=lambda running, new, old, still: new),
        (
            "What happens to the state of a row that has stopped, while others go on?",
            "The cell computes all rows at every turn; you choose what to keep of it.",
        ),
    ),
    Mistake(
        "a part of the state goes on",
        reader(
            keep=lambda running, new, old, still: type(new)(
                new[0], tf.where(running, new[1], old[1])
            )
        ),
        (
            "How many parts has the state?",
            "What is kept for one part must be kept for all of them.",
        ),
    ),
    Mistake(
        "the step that decides is not kept",
        reader(keep=lambda running, new, old, still: each_row(still, new, old)),
        (
            "Your counts are right. Has a row's state seen the step that made it stop?",
            "For the state, use the `running` that the turn began with.",
        ),
    ),
    Mistake(
        "the step that decides is not counted",
        reader(counts="after"),
        (
            "A row that is sure at its first step has read how many?",
            "Count the rows that were running when the turn began.",
        ),
    ),
    Mistake(
        "the step that decides is neither kept nor counted",
        reader(keep=lambda running, new, old, still: each_row(still, new, old), counts="after"),
        (
            "Does a row read the step at which it becomes sure?",
            "It stops *after* that step. Which `running` should your turn use?",
        ),
    ),
    Mistake(
        "a row that has stopped can start again",
        reader(goes_on=lambda running, sure: tf.logical_not(sure)),
        (
            "What does your loop do with a row that was sure, and at a later turn is not?",
            "A row goes on only if it was running before, too.",
        ),
    ),
    Mistake(
        "the first row that stops stops them all",
        reader(left=tf.reduce_all),
        (
            "How many rows must be running for another turn?",
            "`reduce_all` asks whether every row is running.",
        ),
    ),
    Mistake(
        "the loop goes on with nobody left",
        reader(left=lambda running: tf.constant(True)),
        (
            "Your answer is right. When could the loop have ended?",
            "The condition may ask two things: are there steps, and are there rows?",
        ),
    ),
    Mistake(
        "the loop runs past the last step",
        reader(bound=lambda left, more_steps: left),
        (
            "What about a row that is never sure?",
            "The condition may ask two things: are there steps, and are there rows?",
        ),
    ),
    Mistake(
        "one of the two conditions is enough",
        reader(bound=tf.logical_or),
        (
            "What must have run out for the loop to end: steps and rows, or one of them?",
            "For another turn there must be a step, and a row to read it.",
        ),
    ),
    Mistake(
        "the state is asked, not the output",
        reader(asked=lambda output, new: new[1][:, 0]),
        (
            "A cell returns a pair. Of which of the two does the exercise speak?",
            "The output of a cell need not be a part of its state; here it is not.",
        ),
    ),
    Mistake(
        "any unit may be sure",
        reader(asked=lambda output, new: tf.reduce_max(output, axis=1)),
        (
            "Which unit of the output decides?",
            "Only unit 0 is asked; what the others say does not count.",
        ),
    ),
    Mistake(
        "the given state is not used",
        reader(begin=lambda cell, state: tf.nest.map_structure(tf.zeros_like, state)),
        (
            "With which state does your loop begin?",
            "`state` is an argument: zeros would forget what was read before.",
        ),
    ),
    Mistake(
        "each row gets the number of turns",
        reader(counts="turns"),
        (
            "Do all your rows have the same count?",
            "A row that has stopped is counted no further: each needs a count of its own.",
        ),
    ),
    Mistake(
        "old and new have changed places",
        reader(keep=lambda running, new, old, still: each_row(running, old, new)),
        (
            "Which rows take the second argument of `tf.where`, and which the third?",
            "Where the condition is true, it takes the second argument.",
        ),
    ),
]
