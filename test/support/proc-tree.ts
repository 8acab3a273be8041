/**
 * Made-up procfs trees in temporary folders, from short descriptions of the processes in them. What a
 * description leaves out is a figure that a small sleeping program might have.
 */
import {execFileSync} from 'node:child_process';
import {mkdirSync, mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {dirname, join} from 'node:path';

type Content = string | Uint8Array;

export type TreeProcess = {
	readonly pid: number;
	/** Raw, as in stat. */
	readonly comm?: Content;
	readonly state?: string;
	readonly ppid?: number;
	/** PF_* of the kernel: 0x200000 is a kernel thread. */
	readonly flags?: number;
	readonly minorFaults?: number;
	readonly majorFaults?: number;
	readonly userTicks?: number;
	readonly systemTicks?: number;
	readonly threads?: number;
	readonly startTicks?: number;
	/** Bytes. */
	readonly vsz?: number;
	readonly rssPages?: number;
	/** Where its code starts: another place after execve. */
	readonly startCode?: number;
	/** Pages: size, resident, shared. */
	readonly statm?: readonly [number, number, number];
	/** Further lines of status, `VmSwap` for one; effective user id apart. */
	readonly status?: Readonly<Record<string, string>>;
	readonly uid?: number;
	/** Arguments, or the file's own text. */
	readonly cmdline?: readonly string[] | string;
	/** Other files of its folder, by name. */
	readonly files?: Readonly<Record<string, Content>>;
};

type Owner = {teardown(end: () => void): void};

export type ProcTree = {
	/** The folder that `--proc` names. */
	readonly proc: string;
	/** Adds a process, or writes its files anew in place: descriptors that are open see the new text. */
	put(process: TreeProcess): void;
	/** Removes a process with its folder. */
	remove(pid: number): void;
	/** Writes a file; the path is below the tree's root, where `proc` and `sys` are. */
	write(path: string, content: Content): void;
	/** Puts a named pipe where a file was, or where none was. */
	fifo(path: string): void;
};

const meminfo = 'MemTotal: 1000000 kB\nMemFree: 400000 kB\nSwapTotal: 1000 kB\nSwapFree: 400 kB\n';
/** Processes start within the first hour after this moment. */
export const treeBootSeconds = 1_700_000_000;

/** A tree with a machine of 4 KiB pages and the processes that are described. */
export function makeProcTree(owner: Owner, processes: readonly TreeProcess[] = []): ProcTree {
	const root = mkdtempSync(join(tmpdir(), 'memtui-proc-'));
	owner.teardown(() => rmSync(root, {recursive: true, force: true}));
	const tree: ProcTree = {
		proc: join(root, 'proc'),
		put(described) {
			const {pid} = described;
			for (const [name, content] of Object.entries(filesOf(described))) {
				tree.write(`proc/${pid}/${name}`, content);
			}
		},
		remove(pid) {
			rmSync(join(root, `proc/${pid}`), {recursive: true});
		},
		write(path, content) {
			mkdirSync(dirname(join(root, path)), {recursive: true});
			writeFileSync(join(root, path), content);
		},
		fifo(path) {
			mkdirSync(dirname(join(root, path)), {recursive: true});
			rmSync(join(root, path), {force: true});
			execFileSync('mkfifo', [join(root, path)]);
		},
	};
	tree.write('proc/meminfo', meminfo);
	tree.write('proc/stat', `cpu 0 0 0 0\nbtime ${treeBootSeconds}\n`);
	for (const described of processes) tree.put(described);
	return tree;
}

function filesOf(described: TreeProcess): Record<string, Content> {
	const {comm = 'program', uid = 0, statm = [1000, 250, 100], cmdline = ['program']} = described;
	const status = {
		Name: Buffer.from(comm).toString('latin1').replaceAll('\\', '\\\\').replaceAll('\n', '\\n'),
		Uid: `${uid}\t${uid}\t${uid}\t${uid}`,
		VmSize: `${statm[0] * 4} kB`,
		...described.status,
	};
	return {
		stat: statOf(described),
		statm: `${statm.join(' ')} 1 0 100 0\n`,
		status: Object.entries(status)
			.map(([name, value]) => `${name}:\t${value}\n`)
			.join(''),
		cmdline: typeof cmdline === 'string' ? cmdline : cmdline.map(argument => `${argument}\0`).join(''),
		...described.files,
	};
}

/** The fields of proc_pid_stat(5), 4 and on; those that nobody reads here are 0. */
function statOf({pid, comm = 'program', state = 'S', ...figures}: TreeProcess): Buffer {
	const fields: Array<number | string> = Array.from({length: 49}, () => 0);
	const set = (field: number, value: number) => {
		fields[field - 4] = value;
	};
	set(4, figures.ppid ?? 1);
	set(9, figures.flags ?? 0x400000);
	set(10, figures.minorFaults ?? 0);
	set(12, figures.majorFaults ?? 0);
	set(14, figures.userTicks ?? 0);
	set(15, figures.systemTicks ?? 0);
	set(20, figures.threads ?? 1);
	set(22, figures.startTicks ?? 100);
	set(23, figures.vsz ?? 4_096_000);
	set(24, figures.rssPages ?? 250);
	set(26, figures.startCode ?? 4_194_304);
	return Buffer.concat([
		Buffer.from(`${pid} (`),
		Buffer.from(comm),
		Buffer.from(`) ${state} ${fields.join(' ')}\n`),
	]);
}

/** An entry of smaps; sizes in KiB. */
export function smapsEntry(start: number, kilobytes: number, rss: number, path = ''): string {
	const end = start + kilobytes * 1024;
	const header = `${start.toString(16)}-${end.toString(16)} rw-p 00000000 00:00 0`;
	return `${header}${path && ` ${path}`}\nSize: ${kilobytes} kB\nRss: ${rss} kB\nPss: ${rss} kB\nVmFlags: rd wr\n`;
}
