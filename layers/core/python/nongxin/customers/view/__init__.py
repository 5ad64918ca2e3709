"""The 360° view (统一客户视图): what all contexts know of a person, assembled from their events."""
