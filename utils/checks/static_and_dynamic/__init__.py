"""The exercises of the lesson `static_and_dynamic`, in their order."""

from utils.checks.engine import progress_of
from utils.checks.static_and_dynamic.halve_until import halve_until
from utils.checks.static_and_dynamic.operations_at import operations_at
from utils.checks.static_and_dynamic.run_free import run_free
from utils.checks.static_and_dynamic.to_time_major import to_time_major

progress = progress_of(operations_at, halve_until, to_time_major, run_free)
