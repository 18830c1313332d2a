"""The verbs of ./ssgbay. A module here with SUMMARY (Korean · English) and main(argv) -> exit code is a verb."""
