import {bytes, width as widthOf} from '../../format.js';
import type {MemoryPart} from '../../model/memory.js';
import type {Role, Theme} from '../../theme.js';

/** How the parts of the memory look, and the line that says so. Pure. */

type PartName = MemoryPart['name'];

export const partRoles: Readonly<Record<PartName, Role & keyof Theme['glyphs']['parts']>> = {
	programs: 'programs',
	shared: 'shared',
	'file cache': 'cache',
	kernel: 'kernel',
	unexplained: 'unexplained',
	free: 'free',
};

export function glyphOf(name: PartName, theme: Theme): string {
	return theme.glyphs.parts[partRoles[name]];
}

type Entry = {readonly name: PartName | 'total'; readonly bytes: number | undefined};

/** Where there is no room for all, the last of these is left out first. */
const importance: ReadonlyArray<Entry['name']> = [
	'free',
	'programs',
	'file cache',
	'shared',
	'total',
	'kernel',
	'unexplained',
];

type Form = {readonly gap: number; readonly cache: string};

/** Before one entry is left out all move together as far as this. */
const tight: Form = {gap: 2, cache: 'cache'};
const forms: readonly Form[] = [{gap: 3, cache: 'file cache'}, {gap: 2, cache: 'file cache'}, tight];

/** The parts with their glyphs, in the order of the bar, and the total at the right edge. */
export function legendLine(
	parts: readonly MemoryPart[],
	total: number | undefined,
	{theme, columns}: {readonly theme: Theme; readonly columns: number},
): string {
	const room = columns - 2;
	const entries: Entry[] = [
		...parts.filter(part => part.name !== 'unexplained' || part.bytes !== 0),
		{name: 'total', bytes: total},
	];
	const kept = entriesThatFit(entries, theme, room);
	const form = forms.find(each => widthOf(textOf(kept, each, theme)) <= room) ?? tight;
	const rest = ' '.repeat(room - widthOf(textOf(kept, form, theme)));
	const painted = kept.map(entry => paint(entry, entryText(entry, form, theme), theme));
	const gap = ' '.repeat(form.gap);
	const end = painted.length > 1 && kept.at(-1)?.name === 'total' ? painted.pop() : undefined;
	if (end === undefined) return ` ${painted.join(gap)}${rest} `;
	return ` ${painted.join(gap)}${rest}${gap}${end} `;
}

/** In the order of the line, the important ones before the others. */
function entriesThatFit(entries: readonly Entry[], theme: Theme, room: number): readonly Entry[] {
	let kept: readonly Entry[] = [];
	for (const name of importance) {
		const more = entries.filter(entry => entry.name === name || kept.includes(entry));
		if (widthOf(textOf(more, tight, theme)) <= room) kept = more;
	}
	return kept;
}

function textOf(entries: readonly Entry[], form: Form, theme: Theme): string {
	return entries.map(entry => entryText(entry, form, theme)).join(' '.repeat(form.gap));
}

function entryText({name, bytes: amount}: Entry, {cache}: Form, theme: Theme): string {
	if (name === 'total') return `total ${bytes(amount)}`;
	const glyph = name === 'programs' ? theme.glyphs.square : glyphOf(name, theme);
	return `${glyph} ${name === 'file cache' ? cache : name} ${bytes(amount)}`;
}

/** Of a part the glyph alone has the colour, as in the bar. */
function paint({name}: Entry, text: string, theme: Theme): string {
	if (name === 'total') return theme.paint.title(text);
	return theme.paint[partRoles[name]](text.slice(0, 1)) + text.slice(1);
}
