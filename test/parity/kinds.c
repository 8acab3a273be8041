/*
 * A process with as many kinds of mapping as one can have: usage: kinds FOLDER. Writes FOLDER/kinds.txt, a line a
 * kind: an address within it, the type that it has, its name. What the kernel doesn't allow here is left out.
 * Says "ready" when all stands still, and waits to be ended.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <linux/perf_event.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/auxv.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/shm.h>
#include <sys/syscall.h>
#include <sys/vfs.h>
#include <unistd.h>

#ifndef PR_SET_VMA
#define PR_SET_VMA 0x53564d41
#define PR_SET_VMA_ANON_NAME 0
#endif
#ifndef PR_SET_THP_DISABLE
#define PR_SET_THP_DISABLE 41
#endif
#define MB (1024L * 1024)
#define TMPFS 0x01021994

static char initialised[64 * 1024] = {1};
static char zeros[4 * 1024 * 1024];
static const char constants[64 * 1024] = {1};
static FILE *list;
static const char *folder;
static long page;

static void tell(const void *address, const char *type, const char *name)
{
	fprintf(list, "%lx\t%s\t%s\n", (unsigned long)address, type, name);
}

/* Maps, touches the first bytes, and tells; nothing where it is not allowed. */
static char *make(long size, long touched, int protection, int flags, int file, const char *type, const char *name)
{
	char *block = mmap(0, size, protection, flags, file, 0);
	if (block == MAP_FAILED) {
		fprintf(stderr, "left out: %s: %s\n", name, strerror(errno));
		return 0;
	}
	volatile char sink;
	for (long at = 0; at < touched; at += page) {
		if (protection & PROT_WRITE) block[at] = 1;
		else sink = block[at];
	}
	(void)sink;
	tell(block, type, name);
	return block;
}

static char *anonymous(long size, long touched, int protection, int more, const char *type, const char *name)
{
	return make(size, touched, protection, MAP_PRIVATE | MAP_ANONYMOUS | more, -1, type, name);
}

/* A file of 4 MB. */
static int file_of(const char *name)
{
	char path[4096];
	snprintf(path, sizeof path, "%s/%s", folder, name);
	int file = open(path, O_RDWR | O_CREAT | O_TRUNC, 0600);
	for (long at = 0; at < 4 * MB; at += page) {
		if (pwrite(file, "x", 1, at) != 1) perror(path);
	}
	if (ftruncate(file, 4 * MB)) perror(path);
	fsync(file);
	return file;
}

static void files(void)
{
	struct statfs system;
	int on_tmpfs = statfs(folder, &system) == 0 && system.f_type == TMPFS;
	int file = file_of("data file.bin");
	make(4 * MB, MB, PROT_READ, MAP_PRIVATE, file, "read-only data", "private file, read");
	make(4 * MB, MB, PROT_READ | PROT_WRITE, MAP_PRIVATE, file, "data", "private file, written");
	make(2 * MB, MB, PROT_READ | PROT_EXEC, MAP_PRIVATE, file, "code", "private file, executable");
	make(4 * MB, 2 * MB, PROT_READ | PROT_WRITE, MAP_SHARED, file, on_tmpfs ? "shared memory" : "shared file", "shared file");
	int gone = file_of("gone (1).bin");
	make(MB, MB, PROT_READ, MAP_PRIVATE, gone, "read-only data", "deleted file");
	char path[4096];
	snprintf(path, sizeof path, "%s/gone (1).bin", folder);
	unlink(path);
	int heap = file_of("[heap]");
	make(MB, page, PROT_READ | PROT_WRITE, MAP_PRIVATE, heap, "data", "file named [heap]");
	int nasty = file_of("esc\033[31m \377\376 \346\225\260.bin");
	make(MB, page, PROT_READ, MAP_PRIVATE, nasty, "read-only data", "file with odd bytes in its name");
	int null = open("/dev/zero", O_RDWR);
	make(MB, page, PROT_READ | PROT_WRITE, MAP_PRIVATE, null, "data", "/dev/zero, private");
	make(MB, page, PROT_READ | PROT_WRITE, MAP_SHARED, null, "shared memory", "/dev/zero, shared");
}

static void shared(void)
{
	make(16 * MB, 4 * MB, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, "shared memory", "shared anonymous");
	int memory = memfd_create("frame buffer", 0);
	if (memory >= 0 && ftruncate(memory, 8 * MB) == 0) {
		make(8 * MB, 3 * MB, PROT_READ | PROT_WRITE, MAP_SHARED, memory, "shared memory", "memfd, shared");
		make(8 * MB, MB, PROT_READ | PROT_WRITE, MAP_PRIVATE, memory, "shared memory", "memfd, private");
	}
	char name[64];
	snprintf(name, sizeof name, "/memtui-kinds-%d", getpid());
	int shm = shm_open(name, O_RDWR | O_CREAT, 0600);
	if (shm >= 0 && ftruncate(shm, 2 * MB) == 0) {
		make(2 * MB, MB, PROT_READ | PROT_WRITE, MAP_SHARED, shm, "shared memory", "/dev/shm");
		shm_unlink(name);
	}
	int id = shmget(IPC_PRIVATE, 4 * MB, IPC_CREAT | 0600);
	char *segment = id < 0 ? (char *)-1 : shmat(id, 0, 0);
	if (id >= 0) shmctl(id, IPC_RMID, 0);
	if (segment != (char *)-1) {
		memset(segment, 1, 2 * MB);
		tell(segment, "shared memory", "SysV");
	}
	struct perf_event_attr event = {.type = PERF_TYPE_SOFTWARE, .size = sizeof event, .config = PERF_COUNT_SW_DUMMY, .exclude_kernel = 1};
	int counter = syscall(SYS_perf_event_open, &event, 0, -1, -1, 0);
	if (counter >= 0) make(page, 0, PROT_READ | PROT_WRITE, MAP_SHARED, counter, "device|other", "perf event");
}

static void unshared(void)
{
	int usual = PROT_READ | PROT_WRITE;
	anonymous(32 * MB, 32 * MB, usual, 0, "anonymous", "anonymous, touched");
	anonymous(64 * MB, 8 * MB, usual, MAP_NORESERVE, "anonymous", "anonymous, partly touched");
	anonymous(8 * MB, 0, usual, 0, "anonymous", "anonymous, untouched");
	anonymous(8 * MB, 4 * MB, PROT_READ, 0, "anonymous", "anonymous, read only");
	anonymous(64L * 1024 * MB, 0, PROT_NONE, MAP_NORESERVE, "guard", "reserve of 64 GB");
	char *guarded = anonymous(3 * MB, 3 * MB, usual, 0, "anonymous", "block below a guard");
	if (guarded) {
		munmap(guarded + MB, MB);
		mmap(guarded + MB, page, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0);
		tell(guarded + MB, "guard", "guard page");
	}
	anonymous(256 * 1024, 64 * 1024, usual | PROT_EXEC, 0, "jit", "writable and executable");
	anonymous(MB, MB, usual, MAP_GROWSDOWN, "anonymous", "grows down");
	char *locked = anonymous(MB, MB, usual, 0, "anonymous", "locked");
	if (locked && mlock(locked, 512 * 1024)) perror("mlock");
	char *free_soon = anonymous(4 * MB, 4 * MB, usual, 0, "anonymous", "may be freed");
	if (free_soon) madvise(free_soon, 2 * MB, MADV_FREE);
	char *named = anonymous(MB, MB, usual, 0, "anonymous", "that gets a name");
	if (named && prctl(PR_SET_VMA, PR_SET_VMA_ANON_NAME, named, MB, "a name/of ours") == 0)
		tell(named, "named anonymous", "named anonymous");
	anonymous(4 * MB, 4 * MB, usual, MAP_HUGETLB, "hugetlb", "huge pages");
}

static pthread_barrier_t started;

/* A stack of its own, and an arena of malloc for what it allocates. */
static void *thread(void *unused)
{
	char local = 1;
	char *allocated = malloc(64 * 1024);
	memset(allocated, 1, 64 * 1024);
	tell(&local, "stack", "stack of a thread");
#ifdef __GLIBC__
	tell(allocated, "malloc arena", "arena of a thread");
#endif
	fflush(list);
	pthread_barrier_wait(&started);
	for (;;) pause();
	return unused;
}

int main(int count, char **arguments)
{
	if (count != 2) return 2;
	folder = arguments[1];
	page = sysconf(_SC_PAGESIZE);
	/* Huge pages come and go behind one's back. */
	prctl(PR_SET_THP_DISABLE, 1, 0, 0, 0);
	char path[4096];
	snprintf(path, sizeof path, "%s/kinds.txt", folder);
	list = fopen(path, "w");
	if (!list) return perror(path), 1;
	memset(zeros, 1, sizeof zeros / 2);
	initialised[page] = 2;
	char *small = malloc(1000);
	small[0] = 1;
	char local = constants[page];
	tell(small, "heap", "heap");
	tell(zeros + sizeof zeros / 2, "bss", "variables without a value");
	tell(initialised + page, "data", "variables with a value");
	tell(constants + page, "read-only data", "constants");
	tell((void *)main, "code", "the program itself");
	tell((void *)getpid, "code", "a function of libc");
	tell(&local, "stack", "main stack");
	if (getauxval(AT_SYSINFO_EHDR)) tell((void *)getauxval(AT_SYSINFO_EHDR), "vdso", "vdso");
	unshared();
	shared();
	files();
	pthread_t other;
	pthread_barrier_init(&started, 0, 2);
	if (pthread_create(&other, 0, thread, 0) == 0) pthread_barrier_wait(&started);
	fclose(list);
	puts("ready");
	fflush(stdout);
	for (;;) pause();
}
