"""A reader's written prediction, shown beside the result that answers it."""

import html

STYLE = "border-left: 4px solid #56b4e9; padding: 0.2em 0.8em; margin: 0.3em 0"


class Prediction:
    """What a reader predicted. It shows as one line, plain or in a box."""

    def __init__(self, words):
        """Keep the words, a string that is not blank."""
        self.words = words

    def __repr__(self):
        return f"Your prediction: {self.words}"

    def _repr_html_(self):
        return f'<div style="{STYLE}"><b>Your prediction:</b> {html.escape(self.words)}</div>'


def show_prediction(prediction):
    """Show what the reader wrote before the result was known, or nothing where they wrote nothing.

    Arguments:
        prediction: a string; anything else, for example a number or a shape, is shown as text.
    """
    words = str(prediction).strip()
    if words:
        # Imported here: a script without IPython may use the rest of the course.
        from IPython.display import display

        display(Prediction(words))
