"""What a network must beat: forecasts by a rule, n-grams of text, mean-pooling; NumPy alone."""
