import {frame, inset, Panel} from '../../components/panel.js';
import {count} from '../../format.js';
import {memoryFigures} from '../../model/memory.js';
import type {ListState, WorkerState} from '../../store/state.js';
import {useStore} from '../../store/use-store.js';
import type {Theme} from '../../theme.js';
import {columns as allColumns} from './columns.js';
import {headLine, processLine, sortArrow} from './rows.js';

type Props = {
	readonly theme: Theme;
	readonly x: number;
	readonly y: number;
	readonly width: number;
	readonly height: number;
};

export function Processes({theme, ...box}: Props) {
	const list = useStore(state => state.list);
	const sample = useStore(state => state.sample);
	const previous = useStore(state => state.previous);
	const workers = useStore(state => state.workers);
	const isFocused = useStore(state => state.focus === 'processes');
	const look = {theme, columns: box.width - frame.columns, isFocused};
	const lines = [headLine(list.sort, look)];
	if (sample) {
		const total = memoryFigures(sample.machine).total;
		const byPid = new Map(workers.map(worker => [worker.pid, worker]));
		const context = {sample, previous, total, workerCpu: cpuByPid(workers)};
		list.rows.slice(list.top, list.top + list.height).forEach((row, i) => {
			const isSelected = list.top + i === list.selectedIndex;
			lines.push(processLine({row, isSelected, worker: byPid.get(row.process.pid), context}, look));
		});
		if (list.rows.length === 0)
			lines.push(inset('no process passes the filter', look.columns, theme.glyphs.ellipsis));
	}
	return (
		<Panel
			theme={theme}
			{...box}
			title={titleText(list, theme)}
			footer={`${count(list.selectedIndex + 1)}/${count(list.rows.length)}`}
			isFocused={isFocused}
			lines={lines}
		/>
	);
}

function cpuByPid(workers: readonly WorkerState[]): ReadonlyMap<number, number | undefined> {
	return new Map(
		workers.flatMap(worker => (worker.pid === undefined ? [] : [[worker.pid, worker.cpu] as const])),
	);
}

/** What is shown, how many, in which order. */
function titleText(list: ListState, theme: Theme): string {
	const {separator} = theme.glyphs;
	const head = allColumns.find(column => column.key === list.sort.key)?.head ?? 'COMMAND';
	const words = [
		'Processes',
		count(list.rows.length),
		list.tree ? `tree by ${head}` : `by ${head} ${sortArrow(list.sort, theme)}`,
	];
	if (list.filterText !== '') words.push(list.filterText);
	if (list.follow) words.push('following');
	return words.join(` ${separator} `);
}
