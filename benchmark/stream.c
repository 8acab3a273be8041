/* usage: stream MIB SECONDS [rmw|write|read|random]
   What the homework's memory-user does: an int array of that size, one added to each entry, over and over (rmw).
   The other accesses go over entries of 8 bytes as memtui's memory-user does, each as the plain loop that one
   would write. Prints bytes per second of the first pass (the touch, always written) and of the later ones, for
   SECONDS. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { page = 65536, page_entries = page / 8 };

static double seconds(void) {
	struct timespec now;
	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec + now.tv_nsec * 1e-9;
}

/* Inlined, and over a number of entries that is a multiple of a vector for gcc to see, as in the homework's main():
   else gcc -O2 makes no vectors of it, and takes twice the time. */
#define INLINED static inline __attribute__((always_inline))

INLINED void rmw_pass(int *array, size_t entries) {
	for (size_t i = 0; i < entries; i++) array[i] += 1;
}

INLINED void write_pass(uint64_t *array, size_t entries, uint64_t value) {
	for (size_t i = 0; i < entries; i++) array[i] = value;
}

INLINED uint64_t read_pass(const uint64_t *array, size_t entries) {
	uint64_t sum = 0;
	for (size_t i = 0; i < entries; i++) sum += array[i];
	return sum;
}

/* The walk of source/worker/stream.wat: every entry once, each round one of every page of 64 KiB. */
static void random_pass(uint64_t *array, uint32_t pages, uint32_t stride) {
	uint32_t at = 0;
	for (uint32_t round = 0; round < page_entries; round++) {
		uint32_t scatter = round * 5197 & (page_entries - 1);
		scatter ^= scatter >> 7;
		for (uint32_t left = pages; left > 0; left--) {
			array[(size_t)at * page_entries + (scatter ^ at * 0x9e3779b1u >> 19)] += 1;
			at += stride;
			if (at >= pages) at -= pages;
		}
	}
}

static uint32_t common_divisor(uint32_t a, uint32_t b) {
	return b ? common_divisor(b, a % b) : a;
}

int main(int argc, char **argv) {
	size_t megabytes = argc > 1 ? strtoul(argv[1], 0, 10) : 100, bytes = megabytes * 1024 * 1024;
	size_t entries = megabytes * 1024 * 1024 / sizeof(int);
	double limit = argc > 2 ? atof(argv[2]) : 1;
	const char *access = argc > 3 ? argv[3] : "rmw";
	void *block = malloc(bytes);
	if (!block) return perror("malloc"), 1;
	int *array = block;
	uint64_t *longs = block, sum = 0;
	uint32_t pages = bytes / page, stride = pages * 0.6180339887498949;
	while (common_divisor(stride, pages) > 1) stride++;
	double start = seconds();
	if (!strcmp(access, "rmw")) rmw_pass(array, entries);
	else write_pass(longs, bytes / sizeof *longs, 1);
	double touched = seconds(), end = touched;
	uint64_t passes = 0;
	for (; end - touched < limit; end = seconds(), passes++) {
		if (!strcmp(access, "rmw")) rmw_pass(array, entries);
		else if (!strcmp(access, "write")) write_pass(longs, bytes / sizeof *longs, passes + 2);
		else if (!strcmp(access, "read")) sum += read_pass(longs, bytes / sizeof *longs);
		else random_pass(longs, pages, stride);
	}
	printf("%.0f %.0f\n", bytes / (touched - start), passes * bytes / (end - touched));
	/* What was done is looked at, so that no compiler may leave it out. */
	if (!strcmp(access, "rmw")) return array[entries / 2] != (int)passes + 1;
	if (!strcmp(access, "read")) return sum != passes * (bytes / sizeof *longs);
	return longs[bytes / sizeof *longs / 2] != passes + 1;
}
