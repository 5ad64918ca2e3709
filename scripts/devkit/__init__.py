"""The tools behind `scripts/`: one module a job, standard library where a bare machine needs it."""
