"""How fast Diagnosis is: `python -m benchmarks` measures decisions, latency, start-up and memory in one run."""
