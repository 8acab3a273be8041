import {useEffect} from 'react';
import {frame, inset, Panel} from '../../components/panel.js';
import {left} from '../../format.js';
import {typesInWords} from '../../model/region-words.js';
import type {Overlay} from '../../store/state.js';
import {useActions} from '../../store/use-store.js';
import type {Theme} from '../../theme.js';
import {type HelpEntry, helpLines, topicLines} from './rows.js';

type Props = {
	readonly theme: Theme;
	readonly width: number;
	readonly height: number;
	readonly help: Extract<Overlay, {kind: 'help'}>;
	readonly entries: readonly HelpEntry[];
};

const topics: readonly HelpEntry[] = typesInWords.map(([keys, help]) => ({keys, help}));

/** Every key and what it does, from the table of keys, and every type of memory; `/` searches. */
export function Help({theme, width, height, help, entries}: Props) {
	const columns = width - frame.columns;
	const keys = helpLines(entries, help.query, theme, columns);
	const types = topicLines(topics, help.query, theme, columns);
	const head = theme.paint.head(left(' Types of memory', columns, theme.glyphs.ellipsis));
	const all = types.length === 0 ? keys : [...keys, ' '.repeat(columns), head, ...types];
	const room = height - frame.rows - 1;
	const most = Math.max(0, all.length - room);
	const top = Math.min(help.top, most);
	const actions = useActions();
	useEffect(() => {
		// Else a step up from beyond the end would show nothing.
		if (help.top > most) actions.show({...help, top: most});
	}, [actions, help, most]);
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
