"""What an empty site is filled with to look around: people, auctions, and pictures drawn on the spot."""
