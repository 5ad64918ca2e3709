"""Partners (合作方): platforms such as 七公里 that send and take signed events, and lend through us."""
