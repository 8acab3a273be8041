/** Regions of real processes, for the tests that ask about one. */
import {execFile} from 'node:child_process';
import {readFileSync} from 'node:fs';
import {fileURLToPath} from 'node:url';
import {promisify} from 'node:util';
import type {SharedRegion} from '../../../source/platform/region-reading.js';
import type {RegionAnswer, RegionOrder} from './region-program.js';

export type Mapped = SharedRegion & {readonly perms: string; readonly path: string};

/** The regions of a process, in order of address. */
export function mappedRegions(pid: number | 'self'): readonly Mapped[] {
	return readFileSync(`/proc/${pid}/maps`, 'latin1')
		.trimEnd()
		.split('\n')
		.map(line => {
			const [range = '', perms = '', offset = '', device = '', inode = ''] = line.split(' ');
			const [start, end] = range.split('-');
			return {
				...{start: BigInt(`0x${start}`), end: BigInt(`0x${end}`), perms, device},
				...{offset: BigInt(`0x${offset}`), inode: BigInt(inode), isPrivate: /^.w.p$/.test(perms)},
				path: line.length > 73 ? line.slice(73) : '',
			};
		});
}

/** The first region of a process that fits. */
export function mappedRegion(pid: number, fits: (region: Mapped) => boolean): Mapped {
	const found = mappedRegions(pid).find(fits);
	if (!found) throw new Error(`${pid} has no such region`);
	return found;
}

const program = fileURLToPath(new URL('./region-program.ts', import.meta.url));

/** What another user learns about a region (region-program.ts). */
export async function askAs(
	uid: number,
	pid: number,
	others: readonly number[],
	region: Mapped,
): Promise<RegionAnswer> {
	const text = (value: bigint) => String(value);
	const order: RegionOrder = {
		...{uid, pid, others},
		region: {
			...{start: text(region.start), end: text(region.end), device: region.device},
			...{inode: text(region.inode), offset: text(region.offset)},
		},
	};
	const {stdout} = await promisify(execFile)(
		process.execPath,
		['--import=tsx', '--import=./build/import-wat.js', program, JSON.stringify(order)],
		{timeout: 30_000, killSignal: 'SIGKILL'},
	);
	return JSON.parse(stdout);
}
