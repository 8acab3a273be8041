import {mapChange} from '../../source/model/region-change.js';
import {type RegionView, regionView} from '../../source/model/region-view.js';
import {rawText} from '../../source/safe-text.js';
import {processOf, readingOf} from '../support/samples.js';
import type {MadeRegion} from '../support/smaps-text.js';

/** Maps that differ, made by hand, and their difference in short. */

const page = 4096;
const base = 0x7f00_0000_0000;

/** A region of `pages` pages, page `at` of a made-up address space; RSS and dirty in pages. */
export function anonymous(
	at: number,
	pages: number,
	rss = pages,
	more: Partial<MadeRegion> = {},
): MadeRegion {
	const kB = (count: number) => count * 4;
	return {
		start: base + at * page,
		end: base + (at + pages) * page,
		fields: {
			Size: kB(pages),
			Rss: kB(rss),
			Pss: kB(rss),
			Shared_Clean: 0,
			Shared_Dirty: 0,
			Private_Clean: 0,
			Private_Dirty: kB(rss),
			Swap: 0,
		},
		...more,
	};
}

export function mapped(
	path: string,
	perms: string,
	at: number,
	pages: number,
	{rss = pages, offset = 0, inode = path.length}: {rss?: number; offset?: number; inode?: number} = {},
): MadeRegion {
	const hex = (offset * page).toString(16).padStart(8, '0');
	return anonymous(at, pages, rss, {perms, path, device: '08:01', inode, offset: hex});
}

export const stack = anonymous(1000, 4, 4, {path: '[stack]'});
export const vdso = anonymous(1010, 2, 1, {path: '[vdso]', perms: 'r-xp'});
export const program = mapped('/bin/a', 'r-xp', -1000, 2);

export function viewOf(regions: readonly MadeRegion[], {pid = 4242, startTicks = 1000} = {}): RegionView {
	return regionView(readingOf(regions, {process: processOf({pid, startTicks})}));
}

/** A line a region that differs: kind, type, name, rows and the pages of size and RSS. */
export function inShort(a: RegionView, b: RegionView): string[] | undefined {
	return mapChange(a, b).regions?.map(({kind, type, name, before, after, change}) => {
		const sign = (bytes = Number.NaN) => `${bytes < 0 ? '' : '+'}${bytes / page}`;
		return [
			kind,
			name === undefined ? type : `${type} ${rawText(name)}`,
			`${before.join()}>${after.join()}`,
			`size ${sign(change.size)}`,
			`rss ${sign(change.rss)}`,
		].join(' ');
	});
}
