/* usage: stream MIB SECONDS
   What the homework's memory-user does: an int array of that size, one added to each entry, over and over.
   Prints bytes per second of the first pass (the touch) and of the later ones, for SECONDS. */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

static double seconds(void) {
	struct timespec now;
	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec + now.tv_nsec * 1e-9;
}

static void pass(int *array, size_t entries) {
	for (size_t i = 0; i < entries; i++) array[i] += 1;
}

int main(int argc, char **argv) {
	size_t bytes = (argc > 1 ? strtoul(argv[1], 0, 10) : 100) << 20, entries = bytes / sizeof(int);
	double limit = argc > 2 ? atof(argv[2]) : 1;
	int *array = malloc(bytes);
	if (!array) return perror("malloc"), 1;
	double start = seconds();
	pass(array, entries);
	double touched = seconds(), end = touched;
	long passes = 0;
	for (; end - touched < limit; end = seconds()) pass(array, entries), passes++;
	printf("%.0f %.0f\n", bytes / (touched - start), passes * bytes / (end - touched));
	/* The sum of what was done is looked at, so that no compiler may leave it out. */
	return array[entries / 2] != passes + 1;
}
