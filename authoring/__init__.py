"""From a script to its notebooks: what the builder, the runner and their checks are made of."""
