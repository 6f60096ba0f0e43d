"""The exercises of the lesson `cell_variables`, in their order."""

from utils.checks.cell_variables.column_form import column_form
from utils.checks.cell_variables.load_weights import load_weights
from utils.checks.cell_variables.remembering_kernel import remembering_kernel
from utils.checks.cell_variables.split_kernel import split_kernel
from utils.checks.engine import progress_of

progress = progress_of(split_kernel, column_form, load_weights, remembering_kernel)
