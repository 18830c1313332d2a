"""What the two sides of an order write to each other, with photos."""
