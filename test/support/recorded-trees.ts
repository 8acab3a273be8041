import {existsSync, readdirSync, readFileSync} from 'node:fs';
import {join, relative} from 'node:path';
import type {ExecutionContext} from 'ava';
import {ownFixture, sharedFixtures} from './fixtures.js';

type Figures = Readonly<Record<string, number | string>>;

/** The shape of an expected.json, as far as the parsers of proc/ are held against it. */
type Expected = {
	readonly system?: {
		readonly meminfo?: Figures;
		readonly vmstat?: Figures;
		readonly pressure?: Readonly<Record<string, Readonly<Record<'some' | 'full', Figures>>>>;
		readonly stat?: {readonly btime?: number};
	};
	readonly processes?: Readonly<Record<string, ExpectedProcess>>;
	readonly cgroups?: Readonly<Record<string, Readonly<Record<string, number | string | Figures>>>>;
};

type ExpectedProcess = {
	readonly stat?: Figures & {
		readonly comm_base64: string;
		readonly fields: number;
		readonly rss_pages: number;
	};
	readonly status?: Figures;
	readonly statm_pages?: readonly number[];
	readonly cmdline?: {readonly bytes: number; readonly args: number; readonly first: string | null};
	readonly smaps_rollup?: Figures;
	readonly cgroup_v2_path?: string;
};

type RecordedTree = {
	/** E.g. `linux/debian12-6.18`. */
	readonly name: string;
	readonly folder: string;
	readonly expected: Expected;
	readonly own: boolean;
};

/**
 * Every recorded Linux tree that has an expected.json: our own, and the public ones where they are. The
 * hand-made cases have another shape and are not among them.
 */
export function recordedTrees(t: ExecutionContext): readonly RecordedTree[] {
	const own = treesBelow(ownFixture(''), true);
	const folder = sharedFixtures();
	if (!folder) t.log('skipped: the trees of ../shared/fixtures are not here');
	const known = new Set(own.map(tree => tree.name));
	const shared = folder ? treesBelow(folder, false).filter(tree => !known.has(tree.name)) : [];
	return [...own, ...shared];
}

function treesBelow(root: string, own: boolean): RecordedTree[] {
	const linux = join(root, 'linux');
	return readdirSync(linux, {recursive: true, withFileTypes: true})
		.filter(entry => entry.name === 'expected.json' && entry.parentPath !== join(linux, 'hostile'))
		.map(entry => ({
			name: relative(root, entry.parentPath),
			folder: entry.parentPath,
			expected: JSON.parse(readFileSync(join(entry.parentPath, entry.name), 'utf8')) as Expected,
			own,
		}))
		.sort((a, b) => (a.name < b.name ? -1 : 1));
}

/**
 * Counts comparisons, so that a test that found nothing to compare can't pass: our own trees must give at
 * least `own`, all together at least `all` (asked only where the public ones are).
 */
export function comparisons(t: ExecutionContext, floor: {readonly own: number; readonly all: number}) {
	let own = 0;
	let all = 0;
	return {
		count(tree: RecordedTree, by = 1): void {
			all += by;
			if (tree.own) own += by;
		},
		finish(): void {
			t.true(own >= floor.own, `only ${own} figures of our own trees were compared`);
			if (sharedFixtures()) t.true(all >= floor.all, `only ${all} figures were compared`);
			t.log(`${own} figures of our own trees, ${all} of all`);
		},
	};
}

/** The processes of a tree with the folder each was recorded in. */
export function* recordedProcesses(
	tree: RecordedTree,
): Generator<[folder: string, process: ExpectedProcess]> {
	for (const [pid, process] of Object.entries(tree.expected.processes ?? {})) {
		yield [join(tree.folder, 'proc', pid), process];
	}
}

/** Bytes of a recorded file, or `undefined` where it wasn't recorded. */
export function recordedFile(...path: readonly string[]): Buffer | undefined {
	const file = join(...path);
	return existsSync(file) ? readFileSync(file) : undefined;
}
