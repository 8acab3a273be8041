import test from 'ava';
import fc from 'fast-check';
import {layout, listSizes, type Pane, type PaneName, smallest} from '../source/layout.js';
import {drawing} from './support/drawing.js';

const draw = (columns: number, rows: number, focus: PaneName = 'processes', zoomed = false) =>
	drawing(
		layout(columns, rows, focus, zoomed),
		rows > 40 ? {columns: 4, rows: 4} : rows > 10 ? {columns: 4, rows: 2} : {columns: 2, rows: 1},
	);

/** Scaled down; each box tells its size in full. `=` is the key bar, where the scale leaves it a line. */
const drawings: ReadonlyArray<{readonly name: string; readonly drawn: string; readonly expected: string}> = [
	{
		name: 'two lists side by side at 160x45',
		drawn: draw(160, 45),
		expected: `
+-memory 160x6-------------------------+
+--------------------------------------+
+--------------------++----------------+
| processes 86x38    || regions 74x38  |
|                    ||                |
|                    ||                |
|                    ||                |
|                    ||                |
|                    ||                |
|                    ||                |
+--------------------++----------------+`,
	},
	{
		name: 'two lists side by side from 151 columns',
		drawn: draw(151, 45),
		expected: `
+-memory 151x6-----------------------+
+------------------------------------+
+-------------------++---------------+
| processes 82x38   || regions 69x38 |
|                   ||               |
|                   ||               |
|                   ||               |
|                   ||               |
|                   ||               |
|                   ||               |
+-------------------++---------------+`,
	},
	{
		name: 'two lists one above the other at 150x45',
		drawn: draw(150, 45),
		expected: `
+-memory 150x6-----------------------+
+------------------------------------+
+------------------------------------+
| processes 150x21                   |
|                                    |
|                                    |
+------------------------------------+
+------------------------------------+
| regions 150x17                     |
|                                    |
+------------------------------------+`,
	},
	{
		name: 'two lists one above the other at 80x24',
		drawn: draw(80, 24),
		expected: `
+------------------+
| memory 80x5      |
+------------------+
+------------------+
| processes 80x10  |
|                  |
|                  |
+------------------+
+------------------+
| regions 80x8     |
|                  |
+------------------+`,
	},
	{
		name: 'two lists one above the other down to 20 rows',
		drawn: draw(80, 20),
		expected: `
+------------------+
| memory 80x5      |
+------------------+
+------------------+
| processes 80x8   |
|                  |
+------------------+
+------------------+
| regions 80x6     |
+------------------+`,
	},
	{
		name: 'the list alone at 79x24',
		drawn: draw(79, 24),
		expected: `
+------------------+
| memory 79x5      |
+------------------+
+------------------+
| processes 79x18  |
|                  |
|                  |
|                  |
|                  |
|                  |
|                  |
+------------------+`,
	},
	{
		name: 'the map over the list at 79x24',
		drawn: draw(79, 24, 'regions'),
		expected: `
+------------------+
| memory 79x5      |
+------------------+
+------------------+
| regions 79x18    |
|                  |
|                  |
|                  |
|                  |
|                  |
|                  |
+------------------+`,
	},
	{
		name: 'the list under the memory pane at 40x10',
		drawn: draw(40, 10),
		expected: `
+------------------+
| memory 40x3      |
+------------------+
+------------------+
| processes 40x6   |
|                  |
|                  |
|                  |
+------------------+
====================`,
	},
	{
		name: 'the map at 40x10',
		drawn: draw(40, 10, 'regions'),
		expected: `
+------------------+
| memory 40x3      |
+------------------+
+------------------+
| regions 40x6     |
|                  |
|                  |
|                  |
+------------------+
====================`,
	},
	{
		name: 'the map zoomed at 160x45',
		drawn: draw(160, 45, 'regions', true),
		expected: `
+--------------------------------------+
| regions 160x44                       |
|                                      |
|                                      |
|                                      |
|                                      |
|                                      |
|                                      |
|                                      |
|                                      |
+--------------------------------------+`,
	},
	{
		name: 'memory zoomed at 80x24',
		drawn: draw(80, 24, 'memory', true),
		expected: `
+------------------+
| memory 80x23     |
|                  |
|                  |
|                  |
|                  |
|                  |
|                  |
|                  |
|                  |
|                  |
+------------------+`,
	},
	{
		name: 'nothing at 39x10',
		drawn: draw(39, 10),
		expected: `
====================
====================
====================
====================
====================
====================
====================
====================
====================
====================`,
	},
	{
		name: 'nothing at 40x9',
		drawn: draw(40, 9),
		expected: `
====================
====================
====================
====================
====================
====================
====================
====================
====================`,
	},
];

for (const {name, drawn, expected} of drawings) {
	test(`the screen is ${name}`, t => {
		t.is(`\n${drawn}`, expected);
	});
}

test('the kind says how the panes stand', t => {
	const kind = (columns: number, rows: number, zoomed = false) =>
		layout(columns, rows, 'processes', zoomed).kind;
	t.is(kind(151, 45), 'beside');
	t.is(kind(150, 45), 'stacked');
	t.is(kind(80, 20), 'stacked');
	t.is(kind(79, 45), 'over');
	// Two lists one above the other would have no rows.
	t.is(kind(80, 19), 'over');
	t.is(kind(160, 45, true), 'zoomed');
	t.is(kind(39, 45, true), 'tooSmall');
	t.is(kind(40, 9), 'tooSmall');
});

test('where only one list has room the focus on memory shows the processes', t => {
	t.deepEqual(Object.keys(layout(60, 20, 'memory', false).panes), ['memory', 'processes']);
});

const focuses = fc.constantFrom<PaneName>('memory', 'processes', 'regions');
const sizes = {columns: fc.integer({min: 1, max: 400}), rows: fc.integer({min: 1, max: 150})};

test('panes never overlap, stay inside, and cover all above the key bar', t => {
	fc.assert(
		fc.property(sizes.columns, sizes.rows, focuses, fc.boolean(), (columns, rows, focus, zoomed) => {
			const place = layout(columns, rows, focus, zoomed);
			const isTooSmall = columns < smallest.columns || rows < smallest.rows;
			t.is(place.kind === 'tooSmall', isTooSmall);
			const covered = new Uint8Array(columns * rows);
			for (const pane of Object.values(place.panes)) {
				t.true(pane.x >= 0 && pane.y >= 0 && pane.x + pane.width <= columns && pane.y + pane.height < rows);
				for (let y = pane.y; y < pane.y + pane.height; y++) {
					for (let x = pane.x; x < pane.x + pane.width; x++) {
						const cell = y * columns + x;
						covered[cell] = (covered[cell] ?? 0) + 1;
					}
				}
			}
			const body = isTooSmall ? 0 : columns * (rows - 1);
			t.true(covered.subarray(0, body).every(times => times === 1));
			t.true(covered.subarray(body).every(times => times === 0));
		}),
	);
});

test('a pane that is shown has its frame, a head and a row at the least', t => {
	fc.assert(
		fc.property(sizes.columns, sizes.rows, focuses, fc.boolean(), (columns, rows, focus, zoomed) => {
			const {memory, ...lists}: Partial<Record<PaneName, Pane>> = layout(columns, rows, focus, zoomed).panes;
			if (memory) t.true(memory.height >= 3);
			for (const pane of Object.values(lists)) t.true(pane.height >= 5 && pane.width >= 40);
		}),
	);
});

test('the heights of the lists are what frames and heads leave of their panes, none for a pane that is not there', t => {
	t.deepEqual(listSizes(layout(160, 45, 'processes', false)), {
		processes: 35,
		regions: 34,
		regionColumns: 72,
	});
	t.deepEqual(listSizes(layout(80, 24, 'processes', false)), {processes: 7, regions: 4, regionColumns: 78});
	t.deepEqual(listSizes(layout(40, 10, 'processes', false)), {processes: 3, regions: 0, regionColumns: 0});
	t.deepEqual(listSizes(layout(40, 10, 'regions', false)), {processes: 0, regions: 2, regionColumns: 38});
	t.deepEqual(listSizes(layout(80, 24, 'memory', true)), {processes: 0, regions: 0, regionColumns: 0});
	t.deepEqual(listSizes(layout(39, 10, 'processes', false)), {processes: 0, regions: 0, regionColumns: 0});
});

test('the focused pane is on the screen, and alone there when zoomed', t => {
	fc.assert(
		fc.property(
			fc.integer({min: smallest.columns, max: 400}),
			fc.integer({min: smallest.rows, max: 150}),
			focuses,
			fc.boolean(),
			(columns, rows, focus, zoomed) => {
				const {panes} = layout(columns, rows, focus, zoomed);
				t.truthy(panes[focus]);
				if (zoomed) t.is(Object.keys(panes).length, 1);
			},
		),
	);
});
