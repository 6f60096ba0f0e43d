"""The exercises of the lesson `long_memory`, in their order."""

from utils.checks.engine import progress_of
from utils.checks.long_memory.clip_by_global_norm import clip_by_global_norm
from utils.checks.long_memory.hold_weights import hold_weights
from utils.checks.long_memory.kernel_with_radius import kernel_with_radius

progress = progress_of(clip_by_global_norm, kernel_with_radius, hold_weights)
