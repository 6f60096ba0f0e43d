"""The learner runs an operation by its name, while the output of another one is replaced."""

import numpy as np

from utils.checks.cases import normal
from utils.checks.engine import Exercise, WrongAnswer
from utils.tf1 import tf

random = np.random.default_rng(1)


def _with_session(answer, fetch_name, feed_name, scale, shift, value):
    """Give an answer a session on a graph with two operations of these names."""
    results = []  # of the session's runs
    with tf.Graph().as_default(), tf.Session().as_default() as session:
        x = tf.zeros(value.shape, tf.float32, name=feed_name)
        tf.add(scale * x, shift, name=fetch_name)
        run = session.run

        def noted_run(*arguments, **options):
            results.append(run(*arguments, **options))
            return results[-1]

        session.run = noted_run
        got = answer(session, fetch_name, feed_name, value)
    if not results:
        raise WrongAnswer("expected a run of the session that you are given, got none.")
    if len(results) > 1:
        raise WrongAnswer(f"expected one run of the session, got {len(results)}.")
    if got is None and results[-1] is not None:
        raise WrongAnswer("expected the value of the fetch, got None: a `return` is missing.")
    return got


run_by_name = Exercise(
    name="run_by_name",
    oracle=lambda fetch_name, feed_name, scale, shift, value: value * scale + shift,
    cases=[
        {"fetch_name": fetch, "feed_name": feed, "scale": scale, "shift": shift, "value": value}
        for fetch, feed, scale, shift, value in (
            ("result", "x", 2.0, 1.0, normal(random, 2, 3)),
            ("layer/out", "layer/in", -3.0, 0.5, normal(random, 4)),
            ("y", "months", 0.25, 4.0, normal(random, 1, 5)),
        )
    ],
    mistakes={
        "no value is fed": (
            lambda session, fetch, feed, value: session.run(f"{fetch}:0"),
            "Your result does not depend on `value`. Where do you pass `value` to the session?",
            "The graph computes a value for this tensor itself. A feed replaces it for one run.",
            "`session.run` takes a dictionary from names to values as its second argument.",
        ),
        "the operation is fed instead of its tensor": (
            lambda session, fetch, feed, value: session.run(f"{fetch}:0", {feed: value}),
            "The error says that your key is the name of an operation. What should it name?",
            "A feed replaces a tensor. At the end of section 2 you see how a tensor is named.",
            "Add a colon and the number of the output to the name.",
        ),
        "the key of the feed is an operation": (
            lambda session, fetch, feed, value: session.run(
                f"{fetch}:0", {session.graph.get_operation_by_name(feed): value}
            ),
            "The error says that your key is an operation. What does a feed replace?",
            "A feed replaces a tensor. Use the first output of the operation, or its name.",
        ),
        "one run feeds, and another fetches": (
            lambda session, fetch, feed, value: [
                session.run(f"{feed}:0", {f"{feed}:0": value}),
                session.run(f"{fetch}:0"),
            ][1],
            "You run the session twice. Does the second run know the feed of the first?",
            "A feed replaces a value for one run only (section 3).",
            "Pass the feed to the run that fetches.",
        ),
        "the value is fed without a name": (
            lambda session, fetch, feed, value: session.run(f"{fetch}:0", value),
            "You pass the value alone. Which tensor should it replace?",
            "A feed is a dictionary. Its key is a tensor or a name, and its value is the array.",
        ),
        "the outputs are counted from 1": (
            lambda session, fetch, feed, value: session.run(f"{fetch}:1", {f"{feed}:1": value}),
            "The error says that output 1 does not exist. Which number does the first output have?",
            "Outputs are counted from 0, like the elements of a list.",
        ),
        "a list is fetched": (
            lambda session, fetch, feed, value: session.run([f"{fetch}:0"], {f"{feed}:0": value}),
            "Your result is a list that contains one array. Did you fetch a list?",
            "If the fetch is a list, `session.run` returns a list.",
            "Fetch the tensor without square brackets.",
        ),
        "the two names are swapped": (
            lambda session, fetch, feed, value: session.run(f"{feed}:0", {f"{fetch}:0": value}),
            "You fetch `feed_name` and feed `fetch_name`. Which one should you fetch?",
            "The first argument of `session.run` is the fetch. The second is the feed.",
        ),
        "the operation is fetched instead of its tensor": (
            lambda session, fetch, feed, value: session.run(fetch, {f"{feed}:0": value}),
            "`session.run` returned None. Did you fetch an operation or a tensor?",
            "If the fetch is an operation, the session executes it and returns None.",
            "Fetch its first output: add a colon and the number of the output to the name.",
        ),
        "the names of the arguments are in quotes": (
            lambda session, fetch, feed, value: session.run("fetch_name:0", {"feed_name:0": value}),
            "The error mentions `feed_name:0`. Is there an operation called `feed_name`?",
            "In quotes, `feed_name` is only text. You need the text that the argument contains.",
            "In an f-string, put the argument between braces.",
        ),
    },
    minutes=5,
    difficulty=2,
    arguments=("session", "fetch_name", "feed_name", "value"),
    call=_with_session,
)
