"""What the lessons say of trained networks, and measuring it on three seeds."""
