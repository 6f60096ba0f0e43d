"""The exercises of the lesson `char_rnn`, in their order."""

from utils.checks.char_rnn.bits_and_perplexity import bits_and_perplexity
from utils.checks.char_rnn.continue_text import continue_text
from utils.checks.char_rnn.nth_batch import nth_batch
from utils.checks.char_rnn.probabilities import probabilities
from utils.checks.engine import progress_of

progress = progress_of(bits_and_perplexity, nth_batch, probabilities, continue_text)
