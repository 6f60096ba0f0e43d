"""Figures with a text alternative: pictures, plots and diagrams."""
