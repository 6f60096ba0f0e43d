"""What people get wrong in read_in_pieces (lesson 16, feeding)."""

import numpy as np

from utils.exercise import Mistake


def _pieces(fed, joined=lambda found: np.concatenate(found, axis=1), first=None):
    """Make an answer out of what is fed for the state: `fed(state, last)`."""

    def answer(session, inputs, state, outputs, final_state, pieces):
        found, feed = [], first(session, state) if first else {}
        for piece in pieces:
            output, last = session.run([outputs, final_state], {inputs: piece, **feed})
            found.append(output)
            feed = fed(state, last)
        return joined(found)

    return answer


def _fed_back(state, last):
    return {state: last}


def _first_state_kept(session, inputs, state, outputs, final_state, pieces):
    last = session.run(final_state, {inputs: pieces[0]})
    later = [session.run(outputs, {inputs: piece, state: last}) for piece in pieces[1:]]
    return np.concatenate([session.run(outputs, {inputs: pieces[0]}), *later], axis=1)


def _state_of_a_run_begun_anew(session, inputs, state, outputs, final_state, pieces):
    found, feed = [], {}
    for piece in pieces:
        found.append(session.run(outputs, {inputs: piece, **feed}))
        feed = {state: session.run(final_state, {inputs: piece})}
    return np.concatenate(found, axis=1)


def _own_state_fed(session, inputs, state, outputs, final_state, pieces):
    found = []
    for piece in pieces:
        last = session.run(final_state, {inputs: piece})
        found.append(session.run(outputs, {inputs: piece, state: last}))
    return np.concatenate(found, axis=1)


def _final_state_fed(session, inputs, state, outputs, final_state, pieces):
    return _pieces(lambda _, last: {final_state: last})(
        session, inputs, state, outputs, final_state, pieces
    )


def _first_piece_read_twice(session, inputs, state, outputs, final_state, pieces):
    last = session.run(final_state, {inputs: pieces[0]})
    return _pieces(_fed_back, first=lambda *_: {state: last})(
        session, inputs, state, outputs, final_state, pieces
    )


def _state_is_its_value(session, inputs, state, outputs, final_state, pieces):
    state = session.run(state)
    return _pieces(_fed_back, first=lambda *_: {state: state})(
        session, inputs, state, outputs, final_state, pieces
    )


def _zeros_each_time(state, last):
    return {state: [np.zeros_like(part) for part in last]}


def _zeros_at_first(session, state):
    return {state: [np.zeros_like(part) for part in session.run(state)]}


READ_IN_PIECES = [
    Mistake(
        "the state is not fed back",
        _pieces(lambda state, last: {}),
        (
            "What does the second run know of the first?",
            "Fetch the final state together with the outputs, and feed it in the next run.",
        ),
    ),
    Mistake(
        "every later piece starts from the first one's state",
        _first_state_kept,
        (
            "Which state does your third piece start from?",
            "The state has to be fetched anew in each turn.",
        ),
    ),
    Mistake(
        "the state comes from a run that began anew",
        _state_of_a_run_begun_anew,
        (
            "What does the run that fetches your state start from?",
            "Outputs and final state belong to one run: fetch both at once.",
        ),
    ),
    Mistake(
        "each piece starts from its own final state",
        _own_state_fed,
        (
            "Has the first piece read anything before it begins?",
            "The final state of a piece is the start of the *next* one.",
        ),
    ),
    Mistake(
        "h alone is fed back",
        _pieces(lambda state, last: {state.h: last.h}),
        (
            "How many parts has the state of an LSTM?",
            "c has to go from piece to piece as well.",
        ),
    ),
    Mistake(
        "c alone is fed back",
        _pieces(lambda state, last: {state.c: last.c}),
        (
            "How many parts has the state of an LSTM?",
            "h has to go from piece to piece as well.",
        ),
    ),
    Mistake(
        "c and h are exchanged",
        _pieces(lambda state, last: {state.c: last.h, state.h: last.c}),
        (
            "In which order do the two stand in the state?",
            "The tuple is `(c, h)`. It can be fed as a whole.",
        ),
    ),
    Mistake(
        "the last output is fed as both parts",
        _pieces(lambda state, last: {state.c: last.h, state.h: last.h}),
        (
            "Which part of the state is the last output?",
            "The output is h. c appears in the final state alone.",
        ),
    ),
    Mistake(
        "the reading begins with zeros",
        _pieces(_fed_back, first=_zeros_at_first),
        (
            "What does the graph start from, if you feed nothing?",
            "The first piece needs no feed for the state: the graph has one of its own.",
        ),
    ),
    Mistake(
        "every piece begins with zeros",
        _pieces(_zeros_each_time, first=_zeros_at_first),
        (
            "What does your second piece know of the first?",
            "What a run leaves behind is its final state: that is to be fed, not zeros.",
        ),
    ),
    Mistake(
        "the final state is fed to itself",
        _final_state_fed,
        (
            "Which tensor does the reading start from, and which does it end in?",
            "Feed the value of the final state in the place of the initial one.",
        ),
    ),
    Mistake(
        "the pieces are joined below each other",
        _pieces(_fed_back, np.concatenate),
        (
            "Which axis of the outputs counts the steps?",
            "`np.concatenate` joins along axis 0, the batch, unless it is told otherwise.",
        ),
    ),
    Mistake(
        "the pieces are stacked on a new axis",
        _pieces(_fed_back, np.stack),
        (
            "How many axes has your result?",
            "`np.stack` makes an axis. Join along one that is there.",
        ),
    ),
    Mistake(
        "the last piece is left out",
        _pieces(_fed_back, lambda found: np.concatenate(found[:-1], axis=1)),
        (
            "How many steps has your result?",
            "The last piece is read as well; only its final state is not needed.",
        ),
    ),
    Mistake(
        "the first piece is read twice",
        _first_piece_read_twice,
        (
            "What has been read when your first piece begins?",
            "The first piece needs no feed for the state: the graph has one of its own.",
        ),
    ),
    Mistake(
        "the value of the state stands where the tensor should",
        _state_is_its_value,
        (
            "Is `state` still the tensor, or already its value?",
            "The key of a feed is a tensor of the graph. Give its value another name.",
        ),
    ),
    Mistake(
        "the last piece alone is returned",
        _pieces(_fed_back, lambda found: found[-1]),
        (
            "How many steps has your result?",
            "Keep the outputs of every piece.",
        ),
    ),
]
