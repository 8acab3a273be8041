import {isSameProcess} from '../model/process-figures.js';
import type {Platform, Process} from '../platform/platform.js';
import type {RegionFailure, SharedRegion} from '../platform/region-reading.js';
import {pagesWanted} from './picture-state.js';
import type {RegionState} from './region-state.js';
import type {State} from './state.js';
import type {MemtuiStore} from './store.js';

/** Fulfils what the region pane asks for beside the map: pages, placement, sharers, cleared bits. */

/** Whoever asks who shares a region waits so long, milliseconds. */
const sharingTime = 500;
/** Pages of a region that are read at once: 1 GiB of small ones, 2 MiB of pagemap. */
const mostPages = 256 * 1024;

const ended: RegionFailure = {failure: 'gone', message: 'it ended'};

export type RegionRequests = {
	/** Looks whether a change of the state asks for something. */
	onChange(now: State, before: State): void;
	stop(): void;
};

export function createRegionRequests(platform: Platform, store: MemtuiStore): RegionRequests {
	let abort = new AbortController();
	let isReadingPages = false;

	/** An answer on a process that is not mapped any more belongs to nobody, though another has the same addresses. */
	function isMapped(process: Process): boolean {
		return isSameProcess(process, store.getState().regions?.process);
	}

	/** Its last map stays, but nothing more can be asked: its pid may be another's by now. */
	function isOver(process: Process): boolean {
		const {regions, sample} = store.getState();
		return regions?.ended !== undefined || !isSameProcess(process, sample?.processes.get(process.pid));
	}

	async function readPages({process, picture}: RegionState, pageSize: number): Promise<void> {
		const wanted = pagesWanted(picture, pageSize, mostPages);
		const start = picture.zoom?.start;
		if (!wanted || start === undefined || isReadingPages) return;
		isReadingPages = true;
		try {
			const pages = isOver(process)
				? ended
				: await platform.pages(process, wanted.from, wanted.to, abort.signal);
			if (isMapped(process)) store.actions.applyPages(start, pages);
		} finally {
			isReadingPages = false;
		}
		// What was opened meanwhile had to wait.
		const {regions} = store.getState();
		if (regions && regions.picture.zoom?.start !== start) void readPages(regions, pageSize);
	}

	async function readExtras({process}: RegionState, start: bigint): Promise<void> {
		const extras = isOver(process) ? {} : await platform.regionExtras(process, start);
		if (isMapped(process)) store.actions.applyExtras(start, extras);
	}

	async function findSharers(regions: RegionState, start: bigint): Promise<void> {
		const region = isOver(regions.process) ? undefined : sharedRegion(regions, start);
		const found = region ? await platform.sharing(regions.process, region, sharingTime, abort.signal) : ended;
		if (isMapped(regions.process)) store.actions.applySharing(start, found);
	}

	async function clear({process}: RegionState): Promise<void> {
		const failure = await platform.clearReferenced(process);
		if (isMapped(process)) store.actions.applyCleared(failure ?? {at: Date.now()});
	}

	return {
		onChange({regions, sample}, {regions: before}) {
			if (!isSameProcess(regions?.process, before?.process)) {
				abort.abort();
				abort = new AbortController();
			}
			if (!regions) return;
			const {detail, workingSet} = regions;
			if (detail && detail.start !== before?.detail?.start) void readExtras(regions, detail.start);
			if (detail?.sharing === 'looking' && before?.detail?.sharing !== 'looking') {
				void findSharers(regions, detail.start);
			}
			if (asksForPages(regions, before)) void readPages(regions, sample?.pageSize ?? 4096);
			if (workingSet?.phase === 'clearing' && before?.workingSet?.phase !== 'clearing') void clear(regions);
		},
		stop() {
			abort.abort();
		},
	};
}

/** The map was read anew, or the cursor moved out of what was read. */
function asksForPages({picture, view}: RegionState, before: RegionState | undefined): boolean {
	if (!picture.zoom) return false;
	if (view !== before?.view || picture.zoom.start !== before?.picture.zoom?.start) return true;
	const {pages, cursor} = picture;
	if (!pages || 'failure' in pages || cursor === before?.picture.cursor) return false;
	return cursor < pages.from || cursor >= pages.from + BigInt(pages.pages.length * pages.pageSize);
}

function sharedRegion({view}: RegionState, start: bigint): SharedRegion | undefined {
	const map = view?.reading.map;
	const row = map ? map.start.indexOf(start) : -1;
	if (!map || row < 0) return undefined;
	const perms = map.perms.list[map.perms.index[row] ?? -1] ?? '';
	return {
		start,
		end: map.end[row] ?? start,
		device: map.device.list[map.device.index[row] ?? -1] ?? '',
		inode: map.inode[row] ?? 0n,
		offset: map.offset[row] ?? 0n,
		isPrivate: perms[3] === 'p' && perms[1] === 'w',
	};
}
