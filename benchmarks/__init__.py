"""The course's graphs timed beside other libraries: `make bench`, or `python -m benchmarks`."""
