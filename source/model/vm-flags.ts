/** What the kernel's marks on a region mean: the VmFlags line of smaps. */

// Documentation/filesystems/proc.rst up to Linux 6.19; `nl`, `mp` and `dw` are of older kernels, `ur` of newer ones.
const words: Readonly<Record<string, string>> = {
	rd: 'may be read',
	wr: 'may be written',
	ex: 'may be executed',
	sh: 'shared: what is written is seen by all who map it',
	mr: 'reading could be allowed (mprotect)',
	mw: 'writing could be allowed (mprotect)',
	me: 'executing could be allowed (mprotect)',
	ms: 'could be shared',
	gd: 'grows downwards, as a stack does',
	pf: "memory of a device or the kernel that is not managed as pages (it isn't in RSS)",
	gu: 'may hold guard pages that need no region of their own',
	dw: 'the mapped file may not be written meanwhile (old kernels)',
	lo: 'locked: its pages stay in RAM',
	lf: 'pages are locked into RAM as they are touched',
	io: 'registers or memory of a device',
	sr: 'announced to be read in order: the kernel reads ahead more',
	rr: 'announced to be read here and there: the kernel reads ahead less',
	dc: 'not copied to a child by fork',
	de: 'may not be enlarged by mremap',
	ac: 'counts as promised memory (Committed_AS)',
	nr: 'no swap space is reserved for it (MAP_NORESERVE)',
	ht: 'huge pages of hugetlbfs, which are in neither RSS nor PSS',
	sf: 'page faults wait until the file system is up to date (MAP_SYNC)',
	nl: 'pages of the file in another order (before Linux 4.0)',
	ar: 'a mark of this processor architecture',
	wf: 'a child sees zeros after fork (MADV_WIPEONFORK)',
	dd: 'left out of core dumps',
	sd: 'soft-dirty: new, or written since that was last cleared',
	mm: 'holds both managed pages and bare device memory',
	hg: 'huge pages are asked for (MADV_HUGEPAGE)',
	nh: 'huge pages are refused (MADV_NOHUGEPAGE)',
	mg: 'equal pages may be merged (KSM)',
	bt: 'guarded against jumps to the wrong place (arm64 BTI)',
	mt: 'memory tags are checked (arm64 MTE)',
	mp: 'bounds tables of the processor (x86 MPX, before Linux 5.6)',
	um: 'another program fills in missing pages (userfaultfd)',
	uw: 'another program is told of writes (userfaultfd)',
	ui: 'another program is told of pages present but not mapped (userfaultfd)',
	ur: 'another program is told of reads and writes (userfaultfd)',
	ss: 'a shadow stack, kept by the processor',
	sl: 'sealed: it can be neither unmapped nor changed (mseal)',
	dp: 'dropped instead of swapped when memory is short (MAP_DROPPABLE)',
};

/** `words` is `undefined` for a code that is not known here: the kernel may invent more. */
export type VmFlag = {readonly code: string; readonly words: string | undefined};

/** The codes of a VmFlags line in its order, each in words. None when there is no such line. */
export function vmFlagsInWords(vmFlags: string | undefined): readonly VmFlag[] {
	const codes = vmFlags?.split(/\s+/).filter(code => code !== '') ?? [];
	return codes.map(code => ({code, words: Object.hasOwn(words, code) ? words[code] : undefined}));
}
