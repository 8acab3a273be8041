"""As kinds.c, where there is no compiler: a process with many kinds of mapping, and FOLDER/kinds.txt about them."""
import ctypes, mmap, os, signal, sys, threading

folder = sys.argv[1]
page = mmap.PAGESIZE
MB = 1 << 20
libc = ctypes.CDLL(None, use_errno=True)
libc.mmap.restype = libc.shmat.restype = libc.malloc.restype = libc.sbrk.restype = ctypes.c_void_p
libc.mmap.argtypes = [ctypes.c_void_p, ctypes.c_size_t, ctypes.c_int, ctypes.c_int, ctypes.c_int, ctypes.c_long]
libc.mlock.argtypes = [ctypes.c_void_p, ctypes.c_size_t]
libc.madvise.argtypes = [ctypes.c_void_p, ctypes.c_size_t, ctypes.c_int]
libc.getauxval.restype = ctypes.c_ulong
NONE, READ, WRITE, EXEC = 0, 1, 2, 4
SHARED, PRIVATE, FIXED, ANONYMOUS, NORESERVE = 1, 2, 0x10, 0x20, 0x4000
FAILED = ctypes.c_void_p(-1).value
lines = []
kept = []


def tell(address, kind, name):
    lines.append(f"{address:x}\t{kind}\t{name}\n")


def make(size, touched, protection, flags, file, kind, name, place=None):
    address = libc.mmap(place, size, protection, flags, file, 0)
    if address == FAILED:
        return None
    for at in range(0, touched, page):
        cell = ctypes.c_char.from_address(address + at)
        if protection & WRITE:
            cell.value = b"x"
        else:
            cell.value
    tell(address, kind, name)
    return address


def file_of(name):
    path = os.path.join(os.fsencode(folder), name)
    file = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    os.write(file, b"x" * (4 * MB))
    os.fsync(file)
    return file


def on_tmpfs():
    best = ("", "")
    for line in open("/proc/self/mountinfo"):
        fields = line.split()
        kind = fields[fields.index("-") + 1]
        if (os.path.realpath(folder) + "/").startswith(fields[4].rstrip("/") + "/") and len(fields[4]) >= len(best[0]):
            best = (fields[4], kind)
    return best[1] == "tmpfs"


libc.prctl(41, 1, 0, 0, 0)
both = READ | WRITE
private = PRIVATE | ANONYMOUS
make(32 * MB, 32 * MB, both, private, -1, "anonymous", "anonymous, touched")
make(64 * MB, 8 * MB, both, private | NORESERVE, -1, "anonymous", "anonymous, partly touched")
make(8 * MB, 0, both, private, -1, "anonymous", "anonymous, untouched")
make(8 * MB, 4 * MB, READ, private, -1, "anonymous", "anonymous, read only")
make(65536 * MB, 0, NONE, private | NORESERVE, -1, "guard", "reserve of 64 GB")
block = make(3 * MB, 3 * MB, both, private, -1, "anonymous", "block below a guard")
make(page, 0, NONE, private | FIXED, -1, "guard", "guard page", block + MB)
make(256 * 1024, 64 * 1024, both | EXEC, private, -1, "jit", "writable and executable")
libc.mlock(make(MB, MB, both, private, -1, "anonymous", "locked"), MB // 2)
libc.madvise(make(4 * MB, 4 * MB, both, private, -1, "anonymous", "may be freed"), 2 * MB, 8)
make(16 * MB, 4 * MB, both, SHARED | ANONYMOUS, -1, "shared memory", "shared anonymous")
memory = os.memfd_create("frame buffer")
os.truncate(memory, 8 * MB)
make(8 * MB, 3 * MB, both, SHARED, memory, "shared memory", "memfd, shared")
make(8 * MB, MB, both, PRIVATE, memory, "shared memory", "memfd, private")
path = f"/dev/shm/memtui-kinds-{os.getpid()}"
shm = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
os.truncate(shm, 2 * MB)
make(2 * MB, MB, both, SHARED, shm, "shared memory", "/dev/shm")
os.unlink(path)
segment = libc.shmget(0, ctypes.c_size_t(4 * MB), 0o1600)
address = libc.shmat(segment, None, 0)
libc.shmctl(segment, 0, None)
ctypes.memset(address, 1, 2 * MB)
tell(address, "shared memory", "SysV")
data = file_of(b"data file.bin")
make(4 * MB, MB, READ, PRIVATE, data, "read-only data", "private file, read")
make(4 * MB, MB, both, PRIVATE, data, "data", "private file, written")
make(2 * MB, MB, READ | EXEC, PRIVATE, data, "code", "private file, executable")
make(4 * MB, 2 * MB, both, SHARED, data, "shared memory" if on_tmpfs() else "shared file", "shared file")
gone = file_of(b"gone (1).bin")
make(MB, MB, READ, PRIVATE, gone, "read-only data", "deleted file")
os.unlink(os.path.join(folder, "gone (1).bin"))
make(MB, page, both, PRIVATE, file_of(b"[heap]"), "data", "file named [heap]")
make(MB, page, READ, PRIVATE, file_of(b"esc\x1b[31m \xff\xfe \xe6\x95\xb0.bin"), "read-only data", "file with odd bytes in its name")
zero = os.open("/dev/zero", os.O_RDWR)
make(MB, page, both, PRIVATE, zero, "data", "/dev/zero, private")
make(MB, page, both, SHARED, zero, "shared memory", "/dev/zero, shared")
make(4 * MB, 4 * MB, both, private | 0x40000, -1, "hugetlb", "huge pages")
tell(libc.sbrk(0) - 1, "heap", "heap")
tell(ctypes.cast(libc.getpid, ctypes.c_void_p).value, "code", "a function of libc")
tell(libc.getauxval(33), "vdso", "vdso")
for line in open("/proc/self/maps", errors="replace"):
    if line.endswith("[stack]\n"):
        tell(int(line.split("-")[0], 16), "stack", "main stack")
with open(os.path.join(folder, "kinds.txt"), "w") as file:
    file.writelines(lines)
print("ready", flush=True)
while True:
    signal.pause()
