"""The exercises of the lesson `unrolling`, in their order."""

from utils.checks.engine import progress_of
from utils.checks.unrolling.inputs_and_labels import inputs_and_labels
from utils.checks.unrolling.one_hot import one_hot
from utils.checks.unrolling.run_backwards import run_backwards
from utils.checks.unrolling.steps_of import steps_of

progress = progress_of(inputs_and_labels, one_hot, steps_of, run_backwards)
