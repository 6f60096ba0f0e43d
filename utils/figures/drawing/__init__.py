"""What figures are drawn with: boxes, blocks, arrows, and the texts and parts of charts."""
