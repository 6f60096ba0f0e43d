"""A diagram of a bug: some operations are in the graph but are never run."""

from utils.figures.drawing.graph_layout import Edge, GraphParts, Node
from utils.figures.graph_diagram import computation_graph


def unused_clipping():
    """Draw a diagram of a graph in which `minimize` does not use the clipped gradients. Lesson 21.

    A node of the diagram stands for several operations of the real graph. The kernel has the
    shape [4].

    Returns:
        A `Picture`.
    """
    nodes = [
        Node("kernel", "variable", "VariableV2", (4,)),
        Node("loss", "operation", "Sum", ()),
        Node("gradients of minimize", "operation", "Mul", (4,)),
        Node("gradients of tf.gradients", "operation", "Mul", (4,)),
        Node("train_op", "operation", "ApplyGradientDescent", None),
        Node("clipped", "operation", "Mul", (4,)),
    ]
    edges = [
        Edge("kernel", "loss", (4,)),
        Edge("kernel", "gradients of minimize", (4,)),
        Edge("kernel", "gradients of tf.gradients", (4,)),
        Edge("gradients of minimize", "train_op", (4,)),
        Edge("gradients of tf.gradients", "clipped", (4,)),
    ]
    return computation_graph(
        GraphParts(nodes, edges),
        fetch="train_op",
        title="Nothing leads from the clipped gradients to train_op",
    )
