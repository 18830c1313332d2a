"""The benchmarks of ./ssgbay bench: each module with SUMMARY and run(ground), which returns a list of figures."""
