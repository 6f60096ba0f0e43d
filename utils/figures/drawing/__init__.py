"""The parts of figures: boxes, blocks, arrows, and the texts and parts of charts."""
