"""What a network must beat: forecasts by a rule, and n-gram models of text; NumPy alone."""
