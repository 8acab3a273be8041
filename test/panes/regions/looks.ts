import {readFileSync} from 'node:fs';
import type {ExecutionContext} from 'ava';
import fc from 'fast-check';
import {type RegionView, regionView} from '../../../source/model/region-view.js';
import type {RegionLook} from '../../../source/panes/regions/look.js';
import {createTheme} from '../../../source/theme.js';
import {controlsIn, paintedWidth} from '../../support/columns.js';
import {ownFixture} from '../../support/fixtures.js';
import {readingOf} from '../../support/samples.js';
import type {MadeRegion} from '../../support/smaps-text.js';

/** The looks of the region pane and maps to draw, for the tests of its lines. */

export const colourless = createTheme({color: false, ascii: false});
export const painted = createTheme({color: true, ascii: false});
export const ascii = createTheme({color: false, ascii: true});

export const lookOf = (columns: number, more: Partial<RegionLook> = {}): RegionLook => ({
	theme: colourless,
	columns,
	isFocused: true,
	...more,
});

const themes = {colourless, painted, ascii};

/** From the inside of the smallest pane to that of a very wide one, with colour, without, and in ASCII. */
export const anyLook = fc.record({
	theme: fc.constantFrom('colourless', 'painted', 'ascii'),
	columns: fc.integer({min: 36, max: 200}),
	isFocused: fc.boolean(),
});
export type AnyLook = typeof anyLook extends fc.Arbitrary<infer Look> ? Look : never;

/** A look by the name of its theme: a counterexample that can be read. */
export const madeLook = ({theme, ...look}: AnyLook): RegionLook =>
	lookOf(look.columns, {...look, theme: themes[theme as keyof typeof themes]});

export const figures = {
	Size: 1024,
	Rss: 512,
	Pss: 400,
	Shared_Dirty: 0,
	Private_Clean: 12,
	Private_Dirty: 500,
	Swap: 0,
};

export const anonymous: MadeRegion = {
	...{start: 0x7f0000000000n, end: 0x7f0000100000n},
	...{fields: figures, vmFlags: 'rd wr'},
};
export const library: MadeRegion = {
	...{start: 0x7f0000200000n, end: 0x7f0000300000n, perms: 'r-xp', device: '08:01', inode: 77},
	path: '/usr/lib/x86_64-linux-gnu/libc.so.6',
	fields: {...figures, Rss: 256},
	vmFlags: 'rd ex',
};

export const viewOf = (...regions: readonly MadeRegion[]): RegionView => regionView(readingOf(regions));

/** Files with escapes, newlines, tabs and bytes that are no UTF-8 in their names are among them. */
export const recorded = (pid: number): RegionView =>
	regionView(readingOf(readFileSync(ownFixture(`linux/debian12-6.18/proc/${pid}/smaps`))));
export const anyRecorded = fc.constantFrom(16204, 16206, 16208);

/** Exactly as wide as the pane, and nothing in it that a terminal could take for a command. */
export function isLine(t: ExecutionContext, line: string, columns: number): void {
	t.is(paintedWidth(line), columns, JSON.stringify(line));
	t.deepEqual(controlsIn(line), []);
}
