"""The exercises of the lesson `bidirectional`, in their order."""

from utils.checks.bidirectional.read_both_ways import read_both_ways
from utils.checks.bidirectional.whole_sequence import whole_sequence
from utils.checks.bidirectional.without_itself import without_itself
from utils.checks.engine import progress_of

progress = progress_of(read_both_ways, whole_sequence, without_itself)
