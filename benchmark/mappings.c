/* usage: mappings COUNT
   Holds COUNT mappings of one page each (neighbours differ in what they allow, so the kernel can't merge
   them), the writable ones touched. Prints "ready", and ends when its standard input does. */
#define _GNU_SOURCE
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

int main(int argc, char **argv) {
	long count = argc > 1 ? atol(argv[1]) : 0, page = sysconf(_SC_PAGESIZE);
	char *room = mmap(0, (count + 1) * page, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	if (room == MAP_FAILED) return perror("room"), 1;
	for (long i = 0; i < count; i++) {
		int allowed = i % 2 ? PROT_READ : PROT_READ | PROT_WRITE;
		char *at = room + i * page;
		if (mmap(at, page, allowed, MAP_FIXED | MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) == MAP_FAILED)
			return perror("mapping"), 1;
		if (allowed & PROT_WRITE) *at = 1;
	}
	puts("ready");
	fflush(stdout);
	char byte;
	while (read(0, &byte, 1) > 0) continue;
	return 0;
}
