"""Benchmarks: `scripts/bench` runs them. They print figures beside goals and assert nothing."""
