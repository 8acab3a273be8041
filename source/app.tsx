import {Box, Text, useApp, useInput, useWindowSize} from 'ink';
import {useEffect, useMemo, useRef} from 'react';
import {type KeyEntry, keyBarLine, noticeLine, promptLine} from './components/key-bar.js';
import {Menu} from './components/menu.js';
import {Line} from './components/panel.js';
import {bytes, count} from './format.js';
import {pressKey} from './input.js';
import {keymap, keyNames, shownKey} from './keymap.js';
import {type Layout, layout, listSizes, smallest} from './layout.js';
import {parseExperiment} from './model/experiment-order.js';
import {availableToTake} from './model/memory.js';
import {kinds, parseOrder} from './model/memory-order.js';
import {sortKeys} from './model/process-order.js';
import {regionSortKeys} from './model/region-order.js';
import {Experiment} from './panes/experiments/experiment.js';
import {guessHint, guessQuestion} from './panes/experiments/guess-words.js';
import {Report} from './panes/experiments/report.js';
import {Gauge} from './panes/gauge/gauge.js';
import {Help} from './panes/help/help.js';
import {columns as processColumns} from './panes/processes/columns.js';
import {Processes} from './panes/processes/processes.js';
import {RegionOver} from './panes/regions/over.js';
import {Regions} from './panes/regions/regions.js';
import {outsideText, safeText} from './safe-text.js';
import type {Focus, Overlay, State} from './store/state.js';
import type {MemtuiStore} from './store/store.js';
import {StoreContext, useStore} from './store/use-store.js';
import type {Theme} from './theme.js';

/**
 * The screen:
 *
 *   ╭ Memory ───────────────────────────────────╮
 *   │ gauge                                      │
 *   ╰────────────────────────────────────────────╯
 *   ╭ Processes ──────────╮╭ Regions of … ───────╮     over the panes, at times: the sort menu, a report;
 *   │ processes           ││ regions             │     in place of all panes: the help
 *   ╰─────────────────────╯╰─────────────────────╯
 *    keys, a prompt, or a word                         one line
 */

type Props = {readonly store: MemtuiStore; readonly theme: Theme};

export function App({store, theme}: Props) {
	return (
		<StoreContext value={store}>
			<Screen store={store} theme={theme} />
		</StoreContext>
	);
}

function Screen({store, theme}: Props) {
	const {columns, rows} = useWindowSize();
	const {exit} = useApp();
	const focus = useStore(state => state.focus);
	const zoomed = useStore(state => state.zoomed);
	const overlay = useStore(state => state.overlay);
	const place = useMemo(() => layout(columns, rows, focus, zoomed), [columns, rows, focus, zoomed]);
	const placeRef = useRef(place);
	placeRef.current = place;
	useEffect(() => store.actions.fit(listSizes(place)), [store, place]);
	useInput((input, key) => {
		const context = {store, layout: () => placeRef.current, quit: () => exit()};
		for (const name of keyNames(input, key)) pressKey(name, context);
	});
	if (place.kind === 'tooSmall') return <TooSmall columns={columns} rows={rows} />;
	const {memory, processes, regions} = place.panes;
	return (
		<Box width={columns} height={rows}>
			{overlay?.kind === 'help' ? (
				<Help theme={theme} width={columns} height={rows - 1} help={overlay} entries={helpEntries} />
			) : (
				<>
					{memory && <Gauge theme={theme} {...memory} />}
					{processes && <Processes theme={theme} {...processes} />}
					{regions && <Regions theme={theme} {...regions} />}
				</>
			)}
			<Over overlay={overlay} theme={theme} place={place} />
			<Box position="absolute" top={rows - 1} left={0} width={columns}>
				<BottomLine theme={theme} columns={columns} focus={focus} />
			</Box>
		</Box>
	);
}

const helpEntries = keymap.map(binding => ({keys: binding.keys.map(shownKey).join(' '), help: binding.help}));

function TooSmall({columns, rows}: {readonly columns: number; readonly rows: number}) {
	const text = `memtui needs ${smallest.columns}x${smallest.rows}, this is ${columns}x${rows}`;
	return (
		<Box width={columns} height={rows}>
			<Text wrap="wrap">{text.slice(0, Math.max(1, columns * rows - 1))}</Text>
		</Box>
	);
}

function Over({
	overlay,
	theme,
	place,
}: {
	readonly overlay: Overlay | undefined;
	readonly theme: Theme;
	readonly place: Layout;
}) {
	const inRegions = useStore(state => state.focus === 'regions' && state.regions !== undefined);
	if (overlay?.kind === 'sort') {
		const {x, y} = (inRegions ? place.panes.regions : place.panes.processes) ?? {x: 0, y: 0};
		const items = inRegions
			? regionSortKeys.map(key => key.toUpperCase())
			: sortKeys.map(key => processColumns.find(column => column.key === key)?.head ?? 'COMMAND');
		return (
			<Menu
				theme={theme}
				x={x + 2}
				y={y + 1}
				title="Sort by"
				items={items}
				selected={overlay.index}
				rows={place.rows - y - 2}
			/>
		);
	}
	if (overlay?.kind === 'report') {
		return <Report theme={theme} columns={place.columns} rows={place.rows} worker={overlay.worker} />;
	}
	if (overlay?.kind === 'experiment') {
		return <Experiment theme={theme} columns={place.columns} rows={place.rows} top={overlay.top} />;
	}
	if (!overlay) return null;
	const {x, y} = place.panes.regions ?? {x: 0, y: 0};
	return <RegionOver theme={theme} overlay={overlay} x={x} y={y} columns={place.columns} rows={place.rows} />;
}

function BottomLine({
	theme,
	columns,
	focus,
}: {
	readonly theme: Theme;
	readonly columns: number;
	readonly focus: Focus;
}) {
	const notice = useStore(state => state.notice);
	const prompt = useStore(state => (state.overlay?.kind === 'prompt' ? state.overlay : undefined));
	const guess = useStore(state => (state.overlay?.kind === 'guess' ? state.overlay : undefined));
	const isHelp = useStore(state => state.overlay?.kind === 'help');
	const hint = useStore(promptHint);
	if (guess) {
		const words = {question: guessQuestion(guess), text: guess.text, ...guessHint(guess)};
		return <Line text={promptLine(words, theme, columns)} />;
	}
	if (prompt) {
		const isError = hint.startsWith('! ');
		const words = {
			question: questions[prompt.purpose],
			text: prompt.text,
			hint: isError ? hint.slice(2) : hint,
			isError,
		};
		return <Line text={promptLine(words, theme, columns)} />;
	}
	// A notice may name what somebody else named: a path, an error of the system.
	if (notice)
		return <Line text={noticeLine(safeText(outsideText(notice.text)), notice.isError, theme, columns)} />;
	return <Line text={keyBarLine(isHelp ? helpKeys : keyEntries(focus), theme, columns)} />;
}

const questions = {
	filter: 'filter:',
	search: 'search regions:',
	allocate: 'allocate MB [SECONDS] [KIND]:',
	experiment: 'experiment MB[,MB] [SECONDS] [KIND] [?]:',
};

/** What stands beside the text that is typed: a figure, or after `! ` what is wrong. A string, so that equal ones draw nothing. */
function promptHint(state: State): string {
	const {overlay, list, regions, sample} = state;
	if (overlay?.kind !== 'prompt') return '';
	if (overlay.purpose === 'search') {
		return regions?.filterError === undefined
			? `${count(regions?.order.length ?? 0)} regions; path, rwx, 7f12ab340000, type=heap, rss>1m`
			: `! ${regions.filterError}`;
	}
	if (overlay.purpose === 'filter') {
		return list.filterError === undefined ? `${list.rows.length} processes` : `! ${list.filterError}`;
	}
	const available = sample && availableToTake(sample.machine);
	const isExperiment = overlay.purpose === 'experiment';
	const left = available
		? `${bytes(available.bytes)} available${available.of === 'cgroup' ? ' in our cgroup' : ''}`
		: '';
	if (overlay.text.trim() === '') {
		return isExperiment
			? `as 300 or 100,200,500 2 anon; ? at the end: guess first; ${left}`
			: `as 300, 300 10 shared, kinds ${kinds.join(' ')}; ${left}`;
	}
	const order = isExperiment ? parseExperiment(overlay.text, available) : parseOrder(overlay.text, available);
	return 'error' in order ? `! ${order.error}` : left;
}

const helpKeys: readonly KeyEntry[] = [
	{key: 'Up Down', label: 'scroll', rank: 1},
	{key: '/', label: 'search', rank: 2},
	{key: 'Esc', label: 'close', rank: 0},
];

/** What matters where the focus is: its own keys first, help and quit always at the end. */
function keyEntries(focus: Focus): readonly KeyEntry[] {
	return keymap
		.flatMap(binding => {
			const [key] = binding.keys;
			if (!binding.bar || key === undefined) return [];
			const elsewhere = binding.place !== 'everywhere' && binding.place !== focus;
			const {label, rank} = binding.bar;
			return [{key: shownKey(key), label, rank: elsewhere ? rank + 10 : rank}];
		})
		.sort((a, b) => (a.rank || 99) - (b.rank || 99));
}
