"""Work stations, and the village's review of a household."""
