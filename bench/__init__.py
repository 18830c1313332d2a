"""What ./ssgbay bench measures. Each module here with SUMMARY and run(ground) -> list of figures is a benchmark."""
