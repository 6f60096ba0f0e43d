"""The exercises of the lesson `graph_and_session`, in their order."""

from utils.checks.engine import progress_of
from utils.checks.graph_and_session.run_by_name import run_by_name
from utils.checks.graph_and_session.shared_product import shared_product
from utils.checks.graph_and_session.yearly_mean import yearly_mean

progress = progress_of(yearly_mean, run_by_name, shared_product)
