"""The exercises of the lesson `encoder_decoder`, in their order."""

from utils.checks.encoder_decoder.additive_weights import additive_weights
from utils.checks.encoder_decoder.beam_step import beam_step
from utils.checks.encoder_decoder.decoder_inputs import decoder_inputs
from utils.checks.encoder_decoder.masked_loss import masked_loss
from utils.checks.engine import progress_of

progress = progress_of(decoder_inputs, masked_loss, additive_weights, beam_step)
