import type {RegionMap} from '../platform/region-reading.js';
import {rawText} from '../safe-text.js';
import type {RegionType} from './region-types.js';
import {type Region, regionAt} from './regions.js';

/** What regions and their figures mean, in plain sentences. ASCII alone: they are shown everywhere. */

const sentences: Readonly<Record<RegionType, string>> = {
	stack:
		'Local variables and return addresses of a thread. It grows as calls nest and never shrinks: what was touched once stays resident.',
	heap: 'Small blocks of malloc in the main thread, grown by brk(2). A large malloc is not in [heap]: from 128 KiB on glibc asks for a mapping of its own, which is anonymous.',
	vdso: 'Code and clock data that the kernel puts into every process, so that reading the time needs no system call. It costs nothing.',
	hugetlb:
		'Huge pages that were set aside at boot or by vm.nr_hugepages. They are in neither RSS nor PSS, and are taken from all others even while unused.',
	'shared memory':
		'Memory that several processes may see: /dev/shm, memfd, System V, shared anonymous. It counts as shared and cached, and stays until the last of them lets go or the file is removed.',
	guard:
		'Addresses that nobody may touch: they catch overruns, or are kept for later. They cost no memory, however large they are.',
	'malloc arena':
		'Small blocks of malloc in other threads: glibc gives them heaps of up to 64 MiB each. Many of them with little in use: MALLOC_ARENA_MAX limits their number.',
	jit: 'Code that was written at run time: by the compiler of a JavaScript, Java or .NET engine, or of regular expressions.',
	'named anonymous':
		'Memory that the program asked for and gave a name (prctl PR_SET_VMA): the name tells which part of it asked.',
	device:
		'The memory of a device, of a graphics card for one. It need not be RAM, and RSS does not have all of it.',
	code: 'Instructions of a program or library. One library is four or five rows: headers, code, constants, relocated, data. All who run it share these pages, and they can be read again from the file.',
	data: 'Variables that begin with a value, and tables that were fitted at the start (relocated). What was written is a private copy, the rest is the page of the file.',
	bss: 'Variables that begin as zero: they need no room in the file and follow the data of their program or library.',
	'read-only data':
		'Constants and headers of programs and libraries, or a file mapped for reading. Shared with the file cache; given up and read again when memory is short.',
	'shared file':
		'A file mapped so that writing changes the file itself, as databases do. Dirty pages go to the file, never to swap.',
	anonymous:
		'Memory that the program asked for by mmap and that belongs to no file: large mallocs, the heaps of Java, Go, Node and Python, buffers. A leak mostly grows here.',
	other: 'A mapping that no rule of memtui knows.',
};

/** Every type with its sentences, for the help. */
export const typesInWords: ReadonlyArray<readonly [type: string, words: string]> = Object.entries(sentences);

/** What a type of region is, in one to three sentences. */
export function typeSentence(type: RegionType): string {
	return sentences[type];
}

// By the kernel's names (proc_pid_smaps(5), Documentation/filesystems/proc.rst), and those that are sums of ours.
const figures: Readonly<Record<string, string>> = {
	Size: 'addresses, touched or not; no memory by itself',
	Rss: 'in RAM now, shared pages in full',
	Pss: 'in RAM, each page divided by how many map it',
	Uss: 'in RAM for this process alone: freed when it ends',
	Dirty: 'written since it was read or made: to swap or file before reuse',
	Pss_Dirty: 'the dirty part of PSS',
	Pss_Anon: 'the part of PSS that belongs to no file',
	Pss_File: 'the part of PSS that belongs to files',
	Pss_Shmem: 'the part of PSS that is shared memory',
	Shared_Clean: 'mapped by others too, same as in the file',
	Shared_Dirty: 'mapped by others too, written',
	Private_Clean: 'mapped by nobody else, same as in the file',
	Private_Dirty: 'mapped by nobody else, written',
	Referenced: 'touched since it was last cleared or aged (w clears)',
	Anonymous: 'belongs to no file, copies of written file pages too',
	KSM: 'merged with equal pages of others',
	LazyFree: 'given back (MADV_FREE), kept until memory is short',
	AnonHugePages: 'in transparent huge pages',
	ShmemPmdMapped: 'shared memory in huge pages',
	ShmemHugePages: 'shared memory in huge pages',
	FilePmdMapped: 'file pages in huge pages',
	Shared_Hugetlb: 'hugetlbfs pages mapped by others too, not in RSS',
	Private_Hugetlb: 'hugetlbfs pages of its own, not in RSS',
	Swap: 'moved out to swap',
	SwapPss: 'in swap, divided by how many share it; no shared memory',
	Locked: 'kept in RAM by mlock',
	KernelPageSize: 'page size the kernel counts in',
	MMUPageSize: 'page size the processor uses',
	THPeligible: '1: huge pages may be used here',
	ProtectionKey: 'number of its protection key (pkeys(7))',
};

/** What a figure of smaps (by the kernel's name), `Uss` or `Dirty` means, in a line. Unknown: `undefined`. */
export function figureSentence(name: string): string | undefined {
	return Object.hasOwn(figures, name) ? figures[name] : undefined;
}

type Seen = Pick<Region, 'perms' | 'path' | 'inode'>;

/**
 * What a security-minded person wants to see of a region, a sentence each. `isDeleted` is what the file itself
 * tells (RegionExtras); while it is unknown, a name that ends in ` (deleted)` is a warning with less certainty.
 */
export function regionWarnings({perms, path, inode}: Seen, isDeleted: boolean | undefined): string[] {
	const [, write, execute] = perms;
	if (execute !== 'x') return [];
	const name = path === undefined ? '' : rawText(path);
	const isFile = inode !== 0 && name.startsWith('/');
	const warnings: string[] = [];
	if (inode === 0 && /^\[stack(:\d+)?\]$/.test(name)) {
		warnings.push('The stack is executable: an overrun buffer could be run as code.');
	}
	if (write === 'w') {
		warnings.push('Writable and executable at once: a few JIT compilers need it, and so do attacks.');
	}
	if (isFile && name.startsWith('/memfd:')) {
		warnings.push('Code of a memfd: it never was a file that could be looked at.');
	} else if (isFile && isDeleted) {
		warnings.push('Code of a deleted file: an update replaced it (restart the program), or it hides.');
	} else if (isFile && isDeleted === undefined && name.endsWith(' (deleted)') && !isUnnamed(name)) {
		warnings.push('Code of a file that seems deleted, by its name: an update replaced it, or it hides.');
	}
	return warnings;
}

/** The same of a row of a map. */
export function warningsOf(map: RegionMap, row: number, isDeleted?: boolean): string[] {
	// Nearly all rows are not executable: no object for them.
	const perms = map.perms.list[map.perms.index[row] ?? -1] ?? '';
	return perms[2] === 'x' ? regionWarnings(regionAt(map, row), isDeleted) : [];
}

/** Memory that the kernel shows as a deleted file though it never had a name. */
function isUnnamed(name: string): boolean {
	return /^\/(?:dev\/zero|SYSV[\da-f]{8}|anon_hugepage|\[aio\]) \(deleted\)$/.test(name);
}
