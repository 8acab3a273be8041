import {dirname, join} from 'node:path';
import {parseCgroup, parseLimit, parseMemoryEvents, parseOomControl} from '../../proc/cgroup.js';
import {parseMountinfo} from '../../proc/mountinfo.js';
import {outsideText, rawText} from '../../safe-text.js';
import type {MemoryLimit} from '../platform.js';
import {tryReadSmallFile} from './files.js';

/** Where a cgroup hierarchy is mounted, and which of its folders is our own. */
type Hierarchy = {readonly version: 1 | 2; readonly mount: string; readonly own: string};

/**
 * Finds the memory cgroup that binds (kernel doc: admin-guide/cgroup-v2.rst and cgroup-v1/memory.rst): the
 * tightest limit on the way from our own cgroup up to the root. For a foreign tree cgroups are looked for in
 * `DIR/../sys/fs/cgroup`, and there is no limit when the tree doesn't say which cgroup is ours.
 */
export class LimitReader {
	readonly #hierarchies: readonly Hierarchy[];

	constructor(proc: string, foreign: boolean) {
		this.#hierarchies = findHierarchies(proc, foreign);
	}

	read(): MemoryLimit | undefined {
		let tightest: {hierarchy: Hierarchy; path: string; max: number} | undefined;
		for (const hierarchy of this.#hierarchies) {
			for (let path = hierarchy.own; ; path = dirname(path)) {
				const max = readLimit(
					hierarchy,
					path,
					hierarchy.version === 2 ? 'memory.max' : 'memory.limit_in_bytes',
				);
				if (max !== undefined && (tightest === undefined || max < tightest.max)) {
					tightest = {hierarchy, path, max};
				}
				if (path === '/' || path === '.') break;
			}
		}
		return tightest && describe(tightest.hierarchy, tightest.path, tightest.max);
	}
}

function describe(hierarchy: Hierarchy, path: string, max: number): MemoryLimit {
	const number = (name: string) => readLimit(hierarchy, path, name);
	if (hierarchy.version === 2) {
		const events = tryReadSmallFile(join(hierarchy.mount, path, 'memory.events'));
		return {
			path: outsideText(path),
			current: number('memory.current'),
			max,
			swapCurrent: number('memory.swap.current'),
			swapMax: number('memory.swap.max'),
			events: events ? parseMemoryEvents(events) : {},
		};
	}
	const oomControl = tryReadSmallFile(join(hierarchy.mount, path, 'memory.oom_control'));
	const current = number('memory.usage_in_bytes');
	const withSwap = number('memory.memsw.usage_in_bytes');
	const withSwapMax = number('memory.memsw.limit_in_bytes');
	return {
		path: outsideText(path),
		current,
		max,
		swapCurrent:
			withSwap !== undefined && current !== undefined ? Math.max(0, withSwap - current) : undefined,
		swapMax: withSwapMax !== undefined ? Math.max(0, withSwapMax - max) : undefined,
		events: {
			max: number('memory.failcnt'),
			...(oomControl && parseOomControl(oomControl)),
		},
	};
}

function readLimit(hierarchy: Hierarchy, path: string, name: string): number | undefined {
	const text = tryReadSmallFile(join(hierarchy.mount, path, name));
	return text && parseLimit(text);
}

function findHierarchies(proc: string, foreign: boolean): readonly Hierarchy[] {
	const text = tryReadSmallFile(join(proc, 'self/cgroup'));
	if (!text) return [];
	const own = parseCgroup(text);
	const mounts = readMounts(proc, foreign);
	const found: Hierarchy[] = [];
	if (own.v2 !== undefined && mounts.v2) {
		found.push({version: 2, mount: mounts.v2.mount, own: within(rawText(own.v2), mounts.v2.root)});
	}
	if (own.v1Memory !== undefined && mounts.v1) {
		found.push({version: 1, mount: mounts.v1.mount, own: within(rawText(own.v1Memory), mounts.v1.root)});
	}
	return found;
}

type Mount = {readonly mount: string; readonly root: string};

function readMounts(proc: string, foreign: boolean): {readonly v1?: Mount; readonly v2?: Mount} {
	if (foreign) {
		const mount = join(proc, '../sys/fs/cgroup');
		return {v1: {mount: join(mount, 'memory'), root: '/'}, v2: {mount, root: '/'}};
	}
	const text = tryReadSmallFile(join(proc, 'self/mountinfo'));
	const mounts = text ? parseMountinfo(text) : [];
	const v2 = mounts.find(entry => entry.fsType === 'cgroup2');
	const v1 = mounts.find(entry => entry.fsType === 'cgroup' && entry.options.split(',').includes('memory'));
	return {
		...(v1 && {v1: {mount: v1.mountPoint, root: v1.root}}),
		...(v2 && {v2: {mount: v2.mountPoint, root: v2.root}}),
	};
}

/**
 * Our path as seen from the mount. A container may have only its own part mounted; then the kernel's path
 * starts with that part's root. A path outside the mount (`/../x`) leaves the mount's root, which limits too.
 */
function within(path: string, root: string): string {
	if (path.startsWith('/..')) return '/';
	if (root === '/') return path;
	return path === root || path.startsWith(`${root}/`) ? path.slice(root.length) || '/' : '/';
}
