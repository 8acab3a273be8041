import {shareCells, sparkline} from '../../components/meter.js';
import {age, bytes, left, missing, percent, rate, right, width as widthOf} from '../../format.js';
import {
	type MemoryPart,
	memoryFigures,
	memoryLevel,
	memoryParts,
	swapFigures,
	swapTraffic,
} from '../../model/memory.js';
import type {Machine, Sample} from '../../platform/platform.js';
import {safeText} from '../../safe-text.js';
import type {History} from '../../store/history.js';
import type {Role, Theme} from '../../theme.js';
import {glyphOf, legendLine, partRoles} from './legend.js';

/** The lines of the memory pane, each exactly `columns` wide. Pure. */

export type GaugeInput = {
	readonly sample: Sample;
	readonly previous: Sample | undefined;
	readonly history: History;
};

type Look = {readonly theme: Theme; readonly columns: number};

/** As many lines as fit: the figures always, then the bar, the legend, the history; more room shows the parts as a table. */
export function gaugeLines(input: GaugeInput, look: Look, rows: number): string[] {
	const parts = memoryParts(input.sample.machine);
	const figures = figuresLine(input, look);
	if (rows <= 1) return [figures];
	const bar = barLine(parts, look);
	if (rows === 2) return [bar, figures];
	const legend = legendLine(parts ?? [], memoryFigures(input.sample.machine).total, look);
	if (rows === 3) return [bar, legend, figures];
	const lines = [bar, legend, figures, historyLine(input, look)];
	if (rows < 12) return lines;
	const blank = ' '.repeat(look.columns);
	return [...lines, blank, ...partTable(parts, look), blank, ...levelLines(input.sample.machine, look)].slice(
		0,
		rows,
	);
}

/** The whole memory as one bar: what it is made of, adding up to the total. */
function barLine(parts: readonly MemoryPart[] | undefined, {theme, columns}: Look): string {
	const room = columns - 2;
	if (!parts) return ' '.repeat(columns);
	const cells = shareCells(
		parts.map(part => part.bytes),
		room,
	);
	const bar = parts.map((part, i) =>
		theme.paint[partRoles[part.name]](glyphOf(part.name, theme).repeat(cells[i] ?? 0)),
	);
	return ` ${bar.join('')} `;
}

/** A piece of a line with its painted form; pieces that don't fit are left out, the least important first. */
type Piece = {readonly text: string; readonly painted: string; readonly weight: number};

function piece(text: string, weight: number, paint: (text: string) => string = same): Piece {
	return {text, painted: paint(text), weight};
}

const same = (text: string) => text;
const gap = 3;

/** The pieces that fit, in their order, filled to the columns. */
function fitPieces(pieces: readonly Piece[], columns: number): string {
	const room = columns - 2;
	const byWeight = [...pieces].sort((a, b) => b.weight - a.weight);
	const chosen = new Set<Piece>();
	let used = 0;
	for (const candidate of byWeight) {
		const size = widthOf(candidate.text) + (chosen.size > 0 ? gap : 0);
		if (used + size > room) continue;
		chosen.add(candidate);
		used += size;
	}
	const line = pieces.filter(candidate => chosen.has(candidate)).map(candidate => candidate.painted);
	return ` ${line.join(' '.repeat(gap))}${' '.repeat(room - used + 1)}`;
}

const levelRoles = {fine: 'good', watch: 'warning', pressure: 'warning', critical: 'bad'} as const;

/** What `free` says, swap with its traffic, pressure, and the state in a word. */
function figuresLine({sample, previous}: GaugeInput, {theme, columns}: Look): string {
	const {machine} = sample;
	const memory = memoryFigures(machine);
	const share =
		memory.used !== undefined && memory.total ? ` ${percent((memory.used / memory.total) * 100)}%` : '';
	const pieces = [
		piece(`used ${bytes(memory.used)}${share}`, 10, theme.paint.title),
		piece(`available ${bytes(memory.available)}`, 9),
		piece(`committed ${bytes(memory.committed)} of ${bytes(memory.commitLimit)}`, 3),
		piece(swapText(machine, previous, sample), 8),
		...pressurePieces(machine),
	];
	const level = memoryLevel(machine);
	if (level) pieces.push(piece(level.word, 7, theme.paint[levelRoles[level.word]]));
	return fitPieces(pieces, columns);
}

function swapText(machine: Machine, previous: Sample | undefined, sample: Sample): string {
	const swap = swapFigures(machine);
	if (swap.total === 0) return 'no swap';
	const traffic = swapTraffic(previous, sample);
	const rates = traffic ? `, in ${rate(traffic.in)} out ${rate(traffic.out)}` : '';
	return `swap ${bytes(swap.used)} of ${bytes(swap.total)}${rates}`;
}

function pressurePieces(machine: Machine): Piece[] {
	if (machine.kind !== 'linux' || !machine.pressure) return [];
	const {some, full} = machine.pressure;
	return [piece(`pressure some ${percent(some?.avg10)}% full ${percent(full?.avg10)}%`, 6)];
}

/** Used and available over time, and the limit that binds. */
function historyLine({sample, history}: GaugeInput, {theme, columns}: Look): string {
	const total = memoryFigures(sample.machine).total ?? 0;
	const limit = limitText(sample.machine);
	const span = age((history.at(-1)?.at ?? 0) - (history[0]?.at ?? 0));
	const words = `used  available  ${span}`;
	const end = limit && widthOf(limit) + 40 < columns ? limit : '';
	const room = columns - 2 - widthOf(words) - 2 - (end === '' ? 0 : widthOf(end) + gap);
	const half = Math.max(0, Math.floor(room / 2));
	const curve = (values: readonly (number | undefined)[]) =>
		left(sparkline(values, total, half, theme.glyphs.spark), half);
	const line =
		`used ${theme.paint.programs(curve(history.map(moment => moment.used)))}` +
		` available ${theme.paint.available(curve(history.map(moment => moment.available)))}` +
		` ${theme.paint.dim(span)}`;
	const used = 5 + half + 11 + half + 1 + widthOf(span);
	const rest = columns - 2 - used - widthOf(end);
	return ` ${line}${' '.repeat(Math.max(0, rest))}${theme.paint.warning(end)} `;
}

function limitText(machine: Machine): string | undefined {
	const limit = machine.kind === 'linux' ? machine.limit : undefined;
	return limit && `limit ${safeText(limit.path)} ${bytes(limit.current)} of ${bytes(limit.max)}`;
}

/** The parts one below the other: for the zoomed pane. */
function partTable(parts: readonly MemoryPart[] | undefined, {theme, columns}: Look): string[] {
	const total = parts?.reduce((sum, part) => sum + (part.bytes ?? 0), 0);
	const row = (name: string, amount: number | undefined, role: Role) => {
		const share = amount !== undefined && total ? `${percent((amount / total) * 100)}%` : missing;
		const text = `${left(name, 14)}${right(bytes(amount), 8)}${right(share, 8, theme.glyphs.ellipsis)}`;
		return ` ${theme.paint[role](left(text, columns - 1))}`;
	};
	return [
		...(parts ?? []).map(part => row(part.name, part.bytes, partRoles[part.name])),
		row('total', total, 'title'),
	];
}

function levelLines(machine: Machine, {theme, columns}: Look): string[] {
	const level = memoryLevel(machine);
	return level ? [` ${left(`${level.word}: ${level.reason}`, columns - 1, theme.glyphs.ellipsis)}`] : [];
}
