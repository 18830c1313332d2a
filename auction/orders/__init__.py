"""Orders: from a sale to its money with the seller, or back with the buyer."""
