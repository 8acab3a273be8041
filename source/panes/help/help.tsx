import {frame, inset, Panel} from '../../components/panel.js';
import type {Overlay} from '../../store/state.js';
import type {Theme} from '../../theme.js';
import {type HelpEntry, helpLines} from './rows.js';

type Props = {
	readonly theme: Theme;
	readonly width: number;
	readonly height: number;
	readonly help: Extract<Overlay, {kind: 'help'}>;
	readonly entries: readonly HelpEntry[];
};

/** Every key and what it does, from the table of keys; `/` searches. */
export function Help({theme, width, height, help, entries}: Props) {
	const columns = width - frame.columns;
	const all = helpLines(entries, help.query, theme, columns);
	const room = height - frame.rows - 1;
	const top = Math.max(0, Math.min(help.top, all.length - room));
	const search =
		help.searching || help.query !== ''
			? `/${help.query}${help.searching ? '_' : ''}`
			: '/ searches, Esc closes';
	const lines = [
		theme.paint.dim(inset(search, columns, theme.glyphs.ellipsis)),
		...all.slice(top, top + room),
	];
	if (all.length === 0) lines.push(inset('nothing found', columns, theme.glyphs.ellipsis));
	return (
		<Panel theme={theme} x={0} y={0} width={width} height={height} title="Help" isFocused lines={lines} />
	);
}
