import type {RegionType} from '../../model/region-types.js';
import type {Role, Theme} from '../../theme.js';

/** How a cell of a picture looks: colour by type, bright where it is dirty; character by how much is touched. */

type Family = 'anonymous' | 'malloc' | 'code' | 'data' | 'shared' | 'jit' | 'stack' | 'other';

/** Sixteen colours are fewer than types, so kin share a hue; `letter` stands for the type where there are none. */
const looks: Readonly<Record<RegionType, {readonly family: Family; readonly letter: string}>> = {
	anonymous: {family: 'anonymous', letter: 'a'},
	'named anonymous': {family: 'anonymous', letter: 'n'},
	hugetlb: {family: 'anonymous', letter: 'u'},
	heap: {family: 'malloc', letter: 'h'},
	'malloc arena': {family: 'malloc', letter: 'm'},
	code: {family: 'code', letter: 'c'},
	data: {family: 'data', letter: 'd'},
	bss: {family: 'data', letter: 'b'},
	'read-only data': {family: 'data', letter: 'r'},
	'shared memory': {family: 'shared', letter: 'y'},
	'shared file': {family: 'shared', letter: 'f'},
	jit: {family: 'jit', letter: 'j'},
	stack: {family: 'stack', letter: 't'},
	guard: {family: 'other', letter: 'g'},
	vdso: {family: 'other', letter: 'v'},
	device: {family: 'other', letter: 'e'},
	other: {family: 'other', letter: 'o'},
};

export function typeRole(type: RegionType, isDirty: boolean): Role {
	const role = `${looks[type].family}Memory` as const;
	return isDirty ? `${role}Dirty` : role;
}

/** A capital where it is dirty. */
export function typeLetter(type: RegionType, isDirty: boolean): string {
	const {letter} = looks[type];
	return isDirty ? letter.toUpperCase() : letter;
}

/** The character for a share of 0 to 1 that is touched; NaN where that is unknown. */
export function shade(share: number, {glyphs: {picture}}: Theme): string {
	if (Number.isNaN(share)) return picture.unknown;
	// A page that malloc wrote its head to makes no touched block of 300 MB, nor is one that is missing a hole.
	if (share < 0.01) return picture.untouched;
	if (share >= 0.98) return picture.touched;
	return picture.parts[Math.min(2, Math.floor(share * 3))] ?? picture.touched;
}

/** In the middle of `columns`, with as much of a filling on either side. */
export function centred(text: string, columns: number, filling: string): string {
	const free = Math.max(0, columns - text.length);
	const before = free >> 1;
	return (filling.repeat(before) + text + filling.repeat(free - before)).slice(0, columns);
}
