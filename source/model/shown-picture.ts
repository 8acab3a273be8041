import type {PageReading, RegionFailure} from '../platform/region-reading.js';
import {addressSpace} from './address-space.js';
import {type PagePicture, pagePicture} from './page-picture.js';
import {nearestRegion, type Picture, pictureRoom} from './picture.js';
import type {RegionView} from './region-view.js';

/** Which picture is looked at: the whole address space, or with `zoom` the inside of the region there. */
export type Shown = {
	readonly zoom: {readonly start: bigint; readonly end: bigint} | undefined;
	/** The pages of `zoom`, or why they could not be had; `undefined` until they are read. */
	readonly pages: PageReading | RegionFailure | undefined;
};

type Kept = {
	readonly size: string;
	readonly zoom: bigint | undefined;
	readonly pages: Shown['pages'];
	readonly picture: Picture | PagePicture;
};

// A view never changes: a key that moves the cursor draws nothing anew. Two, as zooming out goes back to the first.
const kept = new WeakMap<RegionView, {whole?: Kept; zoomed?: Kept}>();

/** The inside of a pane: legend and addresses are within. */
export type PictureSize = {readonly columns: number; readonly rows: number};

/** The picture in a pane of that size. The last ones of a view are kept. */
export function shownPicture(
	view: RegionView,
	{zoom, pages}: Shown,
	inside: PictureSize,
): Picture | PagePicture {
	const {columns, rows} = pictureRoom(inside.columns, inside.rows);
	const place = zoom ? 'zoomed' : 'whole';
	const size = `${columns}x${rows}`;
	const of = kept.get(view) ?? {};
	const last = of[place];
	if (last && last.size === size && last.zoom === zoom?.start && (!zoom || last.pages === pages))
		return last.picture;
	const picture = zoom ? insideOf(view, zoom, pages, columns, rows) : addressSpace(view, columns, rows);
	of[place] = {size, zoom: zoom?.start, pages, picture};
	kept.set(view, of);
	return picture;
}

function insideOf(
	view: RegionView,
	zoom: NonNullable<Shown['zoom']>,
	pages: Shown['pages'],
	columns: number,
	rows: number,
): PagePicture {
	const row = nearestRegion(view.reading.map, zoom.start);
	const reading = pages === undefined || 'failure' in pages ? undefined : pages;
	return pagePicture(view, row, reading, columns, rows);
}
