"""From a submitted application to yes or no: facts, the workflow, officers' opinions."""
