import {frame, inset, Panel} from '../../components/panel.js';
import {age, clockTime, count} from '../../format.js';
import {regionRows} from '../../model/region-view.js';
import {safeText} from '../../safe-text.js';
import type {RegionState} from '../../store/state.js';
import {useStore} from '../../store/use-store.js';
import type {Theme} from '../../theme.js';
import type {RegionLook} from './look.js';
import {headLine, rowLine, totalLine} from './rows.js';

type Props = {
	readonly theme: Theme;
	readonly x: number;
	readonly y: number;
	readonly width: number;
	readonly height: number;
};

/** Rows of the pane that are no regions: the frame, the head and the total. */
export const regionRowsOff = frame.rows + 2;

export function Regions({theme, ...box}: Props) {
	const regions = useStore(state => state.regions);
	const now = useStore(state => state.sample?.at ?? 0);
	const isFocused = useStore(state => state.focus === 'regions');
	const look = {theme, columns: box.width - frame.columns, isFocused};
	const lines = regions ? regionPaneLines(regions, box.height - regionRowsOff, look) : hint(look);
	const rowCount = regions ? regionRows(regions).count : 0;
	return (
		<Panel
			theme={theme}
			{...box}
			title={regions ? titleText(regions, now, theme) : 'Regions'}
			footer={rowCount > 0 && regions ? `${count(regions.selectedIndex + 1)}/${count(rowCount)}` : ''}
			isFocused={isFocused}
			lines={lines}
		/>
	);
}

function hint({theme, columns}: RegionLook): string[] {
	return ['', 'Enter maps the selected process:', 'what its memory is made of, region by region.'].map(text =>
		theme.paint.dim(inset(text, columns, theme.glyphs.ellipsis)),
	);
}

/** Head, a screenful of rows, and the total as the last line; or in words why there are none. */
function regionPaneLines(regions: RegionState, height: number, look: RegionLook): string[] {
	const {theme, columns} = look;
	const word = (text: string) => inset(text, columns, theme.glyphs.ellipsis);
	const {view, failure} = regions;
	if (failure) return [word(''), word(`${failure.failure}: ${failure.message}`)];
	if (!view) return [word(''), word(`reading ${theme.glyphs.ellipsis}`)];
	const {reason, map} = view.reading;
	if (map.count === 0) return [word(''), word(reason ?? 'no regions')];
	const rows = regionRows(regions);
	const lines = [headLine(regions.mode, look)];
	for (let i = 0; i < height; i++) {
		const index = regions.top + i;
		const row = rows.at(index);
		lines.push(row ? rowLine(view, row, index === regions.selectedIndex, look) : ' '.repeat(columns));
	}
	lines.push(totalLine(view, regions.mode, look));
	return lines;
}

/** Which process, which view, how many regions, how old. */
function titleText(regions: RegionState, now: number, {glyphs}: Theme): string {
	const {process, view} = regions;
	const words = [`Regions of ${process.pid} ${safeText(process.name)}`];
	if (regions.ended !== undefined) words.push(view ? `ended, map of ${clockTime(view.reading.at)}` : 'ended');
	if (view) {
		words.push(regions.mode === 'list' ? 'by RSS' : 'by type', count(view.totals.count));
		if (!view.reading.map.complete) words.push('incomplete');
		const old = now - view.reading.at;
		if (regions.ended === undefined && regions.pace !== undefined) words.push(`every ${age(regions.pace)}`);
		else if (regions.ended === undefined && old > 1500) words.push(`${age(old)} old`);
	}
	return words.join(` ${glyphs.separator} `);
}
