import {frame, Panel} from '../../components/panel.js';
import type {Cost} from '../../store/state.js';
import {useStore} from '../../store/use-store.js';
import type {Theme} from '../../theme.js';
import {gaugeLines} from './rows.js';

type Props = {
	readonly theme: Theme;
	readonly x: number;
	readonly y: number;
	readonly width: number;
	readonly height: number;
};

/** The machine's memory: what it is made of, how much is left, how it went. */
export function Gauge({theme, ...box}: Props) {
	const sample = useStore(state => state.sample);
	const previous = useStore(state => state.previous);
	const history = useStore(state => state.history);
	const isFocused = useStore(state => state.focus === 'memory');
	const corner = useStore(state => cornerText(state.paused, state.interval, state.cost, theme));
	const columns = box.width - frame.columns;
	const lines = sample
		? gaugeLines({sample, previous, history}, {theme, columns}, box.height - frame.rows)
		: [];
	return <Panel theme={theme} {...box} title="Memory" corner={corner} isFocused={isFocused} lines={lines} />;
}

/** The pace, and what the last refresh cost memtui itself. */
function cornerText(paused: boolean, interval: number, cost: Cost | undefined, theme: Theme): string {
	const pace = paused ? 'paused' : `every ${interval / 1000} s`;
	const separator = ` ${theme.glyphs.separator} `;
	if (!cost) return pace;
	const memory = cost.rss === undefined ? '' : `${separator}${Math.round(cost.rss / 1024 ** 2)} MB`;
	return `${pace}${separator}memtui ${cost.cpu.toFixed(0)} ms${memory}`;
}
