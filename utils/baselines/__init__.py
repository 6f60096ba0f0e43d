"""Baselines for the networks: forecasts of series, n-gram models and mean pooling."""
