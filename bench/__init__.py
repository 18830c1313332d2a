"""The benchmarks of ./ssgbay bench: each module with SUMMARY and run(harness), which returns a list of figures."""
