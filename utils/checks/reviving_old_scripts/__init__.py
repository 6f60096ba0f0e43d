"""The exercises of the lesson `reviving_old_scripts`, in their order."""

from utils.checks.engine import progress_of
from utils.checks.reviving_old_scripts.agreeing_epochs import agreeing_epochs
from utils.checks.reviving_old_scripts.contrib_layer_norm import contrib_layer_norm
from utils.checks.reviving_old_scripts.dense_layers import dense_layers
from utils.checks.reviving_old_scripts.old_rates import old_rates

progress = progress_of(old_rates, dense_layers, agreeing_epochs, contrib_layer_norm)
