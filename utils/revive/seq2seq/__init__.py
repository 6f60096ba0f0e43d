"""`tf.contrib.seq2seq` of TensorFlow 1.0 to 1.15: decoders that run in a loop of the graph.

What is not covered is in `old_names.txt`, with what does the same today.
"""

from utils.revive.seq2seq.attention import (
    AttentionMechanism,
    BahdanauAttention,
    LuongAttention,
    hardmax,
)
from utils.revive.seq2seq.attention_wrapper import AttentionWrapper, AttentionWrapperState
from utils.revive.seq2seq.beam_search import (
    BeamSearchDecoder,
    BeamSearchDecoderOutput,
    BeamSearchDecoderState,
    FinalBeamSearchDecoderOutput,
)
from utils.revive.seq2seq.beams import gather_tree, tile_batch
from utils.revive.seq2seq.decoder_fns import (
    attention_decoder_fn_inference,
    attention_decoder_fn_train,
    dynamic_rnn_decoder,
    prepare_attention,
    simple_decoder_fn_inference,
    simple_decoder_fn_train,
)
from utils.revive.seq2seq.decoding import (
    BasicDecoder,
    BasicDecoderOutput,
    Decoder,
    dynamic_decode,
)
from utils.revive.seq2seq.dynamic_attention import (
    DynamicAttentionWrapper,
    DynamicAttentionWrapperState,
)
from utils.revive.seq2seq.helpers import (
    GreedyEmbeddingHelper,
    Helper,
    SampleEmbeddingHelper,
    ScheduledEmbeddingTrainingHelper,
    TrainingHelper,
)
from utils.revive.seq2seq.loss import sequence_loss
from utils.revive.seq2seq.more_helpers import (
    CustomHelper,
    InferenceHelper,
    ScheduledOutputTrainingHelper,
)

__all__ = [
    "AttentionMechanism",
    "AttentionWrapper",
    "AttentionWrapperState",
    "BahdanauAttention",
    "BasicDecoder",
    "BasicDecoderOutput",
    "BeamSearchDecoder",
    "BeamSearchDecoderOutput",
    "BeamSearchDecoderState",
    "CustomHelper",
    "Decoder",
    "DynamicAttentionWrapper",
    "DynamicAttentionWrapperState",
    "FinalBeamSearchDecoderOutput",
    "GreedyEmbeddingHelper",
    "Helper",
    "InferenceHelper",
    "LuongAttention",
    "SampleEmbeddingHelper",
    "ScheduledEmbeddingTrainingHelper",
    "ScheduledOutputTrainingHelper",
    "TrainingHelper",
    "attention_decoder_fn_inference",
    "attention_decoder_fn_train",
    "dynamic_decode",
    "dynamic_rnn_decoder",
    "gather_tree",
    "hardmax",
    "prepare_attention",
    "sequence_loss",
    "simple_decoder_fn_inference",
    "simple_decoder_fn_train",
    "tile_batch",
]
