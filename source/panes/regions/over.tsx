import {Menu} from '../../components/menu.js';
import {frame, Panel} from '../../components/panel.js';
import {paragraph} from '../../components/paragraph.js';
import {age, bytesChange, clockTime} from '../../format.js';
import {isSameProcess} from '../../model/process-figures.js';
import {typeSentence} from '../../model/region-words.js';
import {workingSetQuestion} from '../../model/working-set.js';
import {safeText} from '../../safe-text.js';
import type {Overlay} from '../../store/state.js';
import {useStore} from '../../store/use-store.js';
import type {Theme} from '../../theme.js';

/** What stands over the panes for a while and is about the map: marks, a question, words on a type. */

type Props = {
	readonly theme: Theme;
	readonly overlay: Overlay;
	/** The pane's place, or that of the pane it would be over. */
	readonly x: number;
	readonly y: number;
	readonly columns: number;
	readonly rows: number;
};

export function RegionOver({overlay, ...props}: Props) {
	switch (overlay.kind) {
		case 'marks':
			return <Marks index={overlay.index} {...props} />;
		case 'workingSet':
			return <Question {...props} />;
		case 'explain':
			return <Words title={overlay.type} text={typeSentence(overlay.type)} {...props} />;
		default:
			return null;
	}
}

type Placed = Omit<Props, 'overlay'>;

function Marks({index, theme, x, y, rows}: Placed & {readonly index: number}) {
	const regions = useStore(state => state.regions);
	const now = regions?.view?.totals.rss;
	const at = useStore(state => state.sample?.at ?? 0);
	const items = (regions?.marks ?? []).map(({reading, totals}) => {
		const since = now === undefined || totals.rss === undefined ? undefined : now - totals.rss;
		const isSame = isSameProcess(reading.process, regions?.process);
		const whose = isSame ? age(at - reading.at) : `${reading.process.pid}`;
		return `${clockTime(reading.at)} ${whose} ${bytesChange(since)}`;
	});
	return (
		<Menu
			theme={theme}
			x={x + 2}
			y={y + 1}
			title="Change since"
			items={items}
			selected={index}
			rows={rows - y - 2}
		/>
	);
}

function Question(props: Placed) {
	const regions = useStore(state => state.regions);
	if (!regions) return null;
	const {process, view} = regions;
	const sentences = workingSetQuestion(`${process.pid} ${safeText(process.name)}`, view?.totals.rss);
	const text = [...sentences, 'y does it, any other key does not.'].join(' ');
	return <Words title="Working set" text={text} {...props} />;
}

const widest = 76;

function Words({
	title,
	text,
	theme,
	x,
	y,
	columns,
}: Placed & {readonly title: string; readonly text: string}) {
	const width = Math.max(20, Math.min(widest, columns - x - 4));
	const inside = width - frame.columns;
	const lines = paragraph({text}, inside - 2).map(line => ` ${line} `);
	return (
		<Panel
			theme={theme}
			x={x + 2}
			y={y + 1}
			width={width}
			height={lines.length + frame.rows}
			title={title}
			isFocused
			lines={lines}
		/>
	);
}
