"""The commands of ./ssgbay: each module that has SUMMARY (Korean · English) and main(argv) -> exit status."""
