"""Show a reader's prediction beside the result."""

import html

STYLE = "border-left: 4px solid #56b4e9; padding: 0.2em 0.8em; margin: 0.3em 0"


class Prediction:
    """A reader's prediction. It is shown as one line of text, or in a box in Jupyter."""

    def __init__(self, words):
        """Keep the prediction, a string that is not empty."""
        self.words = words

    def __repr__(self):
        return f"Your prediction: {self.words}"

    def _repr_html_(self):
        return f'<div style="{STYLE}"><b>Your prediction:</b> {html.escape(self.words)}</div>'


def show_prediction(prediction):
    """Show a prediction that you wrote before you saw the result. Show nothing if it is empty.

    Arguments:
        prediction: a string. Any other value, for example a number or a shape, is shown as text.
    """
    words = str(prediction).strip()
    if words:
        # Imported here: a script without IPython may use the rest of the course.
        from IPython.display import display

        display(Prediction(words))
