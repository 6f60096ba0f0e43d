"""`tf.contrib.predictor`: a model from a folder, as a function from arrays to arrays."""

from utils.tf1 import tf

DEFAULT_KEY = tf.saved_model.DEFAULT_SERVING_SIGNATURE_DEF_KEY


class Predictor:
    """A graph with its session; call it with `{name: array}`.

    `graph`, `session`, `feed_tensors` and `fetch_tensors` (tensors by name) can be read.
    """

    def __init__(self, session, inputs, outputs):
        self.session, self.graph = session, session.graph
        self.feed_tensors = {name: self._tensor(one) for name, one in inputs.items()}
        self.fetch_tensors = {name: self._tensor(one) for name, one in outputs.items()}

    def _tensor(self, name):
        return self.graph.as_graph_element(name, allow_operation=False)

    def __call__(self, input_dict):
        """Give `{name: array}` of the outputs; raises ValueError for an input of another name."""
        strange = sorted(input_dict.keys() - self.feed_tensors.keys())
        if strange:
            raise ValueError(
                f"inputs: got {strange}, and the model has {sorted(self.feed_tensors)}."
            )
        feeds = {self.feed_tensors[name]: value for name, value in input_dict.items()}
        return self.session.run(self.fetch_tensors, feeds)


def from_saved_model(
    export_dir,
    signature_def_key=None,
    signature_def=None,
    input_names=None,
    output_names=None,
    tags=None,
    graph=None,
    config=None,
):
    """Read a model that was exported.

    Arguments:
        export_dir: its folder.
        signature_def_key: which signature is used, by default "serving_default".
        signature_def: a `SignatureDef` in its place.
        input_names, output_names: `{name: name of a tensor}` in its place.
        tags: names of the graph, with commas; by default "serve".
        graph: where it is put, by default a graph of its own.
        config: of the session.

    Returns:
        A `Predictor`.

    Raises:
        ValueError: the model has no such signature.
    """
    graph = graph or tf.Graph()
    with graph.as_default():
        session = tf.Session(config=config)
        chosen = tags.split(",") if tags else [tf.saved_model.tag_constants.SERVING]
        signatures = tf.saved_model.load(session, chosen, export_dir).signature_def
    if input_names is None or output_names is None:
        key = signature_def_key or DEFAULT_KEY
        if signature_def is None and key not in signatures:
            raise ValueError(f"signature_def_key: got {key!r}, there are {sorted(signatures)}.")
        chosen = signature_def or signatures[key]
        input_names = input_names or {name: one.name for name, one in chosen.inputs.items()}
        output_names = output_names or {name: one.name for name, one in chosen.outputs.items()}
    return Predictor(session, input_names, output_names)
