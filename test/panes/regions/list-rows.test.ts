import test from 'ava';
import fc from 'fast-check';
import type {RegionView} from '../../../source/model/region-view.js';
import {listHead, listLine, listTotal} from '../../../source/panes/regions/list-rows.js';
import type {Tint} from '../../../source/panes/regions/look.js';
import {hostileText} from '../../support/arbitrary.js';
import type {MadeRegion} from '../../support/smaps-text.js';
import {
	anonymous,
	anyLook,
	anyRecorded,
	ascii,
	figures,
	isLine,
	library,
	lookOf,
	madeLook,
	painted,
	recorded,
	viewOf,
} from './looks.js';

const view = viewOf(anonymous, library);

const line = (
	whole: RegionView,
	index: number,
	columns: number,
	{isSelected = false, tint}: {readonly isSelected?: boolean; readonly tint?: Tint} = {},
) => listLine(whole, index, isSelected, lookOf(columns), tint);

test('the list shows each region with its figures, type and mapping, and their sums', t => {
	t.deepEqual(
		[listHead(lookOf(110)), line(view, 0, 110), line(view, 1, 110), listTotal(view.totals, lookOf(110))].map(
			each => each.trimEnd(),
		),
		[
			'       ADDRESS  SIZE   RSS   PSS DIRTY  SWAP PERMS TYPE           MAPPING',
			'  7f0000000000 1.00M  512K  400K  500K     0 rw-p  anonymous',
			'  7f0000200000 1.00M  256K  400K  500K     0 r-xp  code           /usr/lib/x86_64-linux-gnu/libc.so.6',
			'  total        2.00M  768K  800K 0.98M     0                      2 regions',
		],
	);
});

test('where no figures are told they are dashes, and so are the sums', t => {
	const mapped = viewOf({start: 0x1000, end: 0x3000}, {start: 0x4000, end: 0x5000});
	t.regex(line(mapped, 0, 100), /^ {6}00001000 8\.00K {5}- {5}- {5}- {5}- rw-p /);
	t.regex(listTotal(mapped.totals, lookOf(100)), /^ {2}total {8}12\.0K {5}- {5}- {5}- {5}- /);
});

test('of an address of 16 digits both ends are seen, of shorter ones all', t => {
	const high = viewOf(
		{...anonymous, start: 0x1234_5678_9abcn, end: 0x1234_5678_aabcn},
		{...anonymous, start: 0xffff_ffff_ff60_0000n, end: 0xffff_ffff_ff60_1000n, path: '[vsyscall]'},
	);
	t.regex(line(high, 0, 90), /^ {2}123456789abc /);
	t.regex(line(high, 1, 90), /^ {2}fffff…600000 /);
	t.regex(listLine(high, 1, false, lookOf(90, {theme: ascii}), undefined), /^ {2}fffff~600000 /);
});

test('of a long path the end is seen', t => {
	const shown = line(view, 1, 74);
	t.regex(shown, /…[^ ]*libc\.so\.6$/);
	isLine(t, shown, 74);
});

test('columns are dropped as the pane becomes narrow, and address, size and RSS always stay', t => {
	const words = (columns: number) => listHead(lookOf(columns)).trim().split(/ +/);
	t.deepEqual(words(110), ['ADDRESS', 'SIZE', 'RSS', 'PSS', 'DIRTY', 'SWAP', 'PERMS', 'TYPE', 'MAPPING']);
	t.deepEqual(words(38), ['ADDRESS', 'SIZE', 'RSS', 'MAPPING']);
	for (let columns = 36; columns <= 200; columns++) {
		for (const word of ['ADDRESS', 'SIZE', 'RSS']) t.true(words(columns).includes(word), `${columns}`);
	}
});

test('the selected line is inverse where the focus is, and pointed at everywhere', t => {
	t.regex(line(view, 0, 100, {isSelected: true}), /^\u001B\[7m▸ .*\u001B\[27m$/);
	t.regex(listLine(view, 0, true, lookOf(100, {isFocused: false}), undefined), /^▸ [^\u001B]*$/);
});

const signs = {new: ['+', '+'], grown: ['▲', '^'], shrunk: ['▼', 'v'], changed: ['·', '-']} as const;

for (const [tint, [sign, plain]] of Object.entries(signs)) {
	test(`what is ${tint} since the last reading has a colour and a sign beside it`, t => {
		const of = (theme: typeof ascii) =>
			listLine(view, 0, false, lookOf(100, {theme}), tint as keyof typeof signs);
		t.is(of(lookOf(0).theme)[1], sign);
		t.is(of(ascii)[1], plain);
		t.regex(of(painted), /^\u001B\[\d+m .*\u001B\[39m$/);
		t.true(of(painted).includes(sign));
		// The line is selected and tinted at once: the sign still stands.
		t.regex(line(view, 0, 100, {isSelected: true, tint: tint as Tint}), new RegExp(`▸\\${sign}7f0000`));
	});
}

test('what did not change has neither', t => {
	t.regex(listLine(view, 0, false, lookOf(100, {theme: painted}), undefined), /^ {2}7f0000[^\u001B]*$/);
});

test('each tint has a sign of its own, and no two of growing and shrinking share a colour', t => {
	const of = (tint: Tint) => listLine(view, 0, false, lookOf(100, {theme: painted}), tint);
	t.is(new Set(Object.values(signs).map(([sign]) => sign)).size, 4);
	const colours = (['new', 'grown', 'shrunk'] as const).map(tint => of(tint).slice(0, 5));
	t.is(new Set(colours).size, 3);
});

const odd: Readonly<Record<string, {readonly made: MadeRegion; readonly shown: RegExp}>> = {
	'writable and executable': {
		made: {...anonymous, perms: 'rwxp'},
		shown: /rwxp {2}jit +! writable code *$/,
	},
	'writable and executable but not readable': {
		made: {...anonymous, perms: '-wxp'},
		shown: /-wxp {2}jit +! writable code *$/,
	},
	'code of a deleted file': {
		made: {...library, path: '/tmp/x (deleted)'},
		shown: /r-xp {2}code +! \/tmp\/x \(deleted\) *$/,
	},
};

for (const [name, {made, shown}] of Object.entries(odd)) {
	test(`a region that is ${name} is marked`, t => {
		t.regex(line(viewOf(made), 0, 110), shown);
	});
}

test('the mark of writable code is seen however long the path is, and however narrow the pane', t => {
	const path = `/opt/${'a'.repeat(90)}/lib.so`;
	for (const perms of ['rwxp', 'rwxs', '-wxp']) {
		for (let columns = 36; columns <= 200; columns++) {
			t.regex(line(viewOf({...library, perms, path}), 0, columns), / ! \S/, `${perms} ${columns}`);
			t.regex(line(viewOf({...anonymous, perms}), 0, columns), / ! .*code/, `${perms} ${columns}`);
		}
		t.regex(line(viewOf({...library, perms, path}), 0, 110), / ! …a+\/lib\.so$/);
	}
});

test('data that can only be written, and code that can only be run, are not marked', t => {
	for (const perms of ['rw-p', 'r-xp', 'r--p', '---p'])
		t.notRegex(line(viewOf({...library, perms}), 0, 110), /!/, perms);
});

test('every line of recorded maps is exactly as wide as the pane and holds no control character', t => {
	fc.assert(
		fc.property(anyRecorded, anyLook, (pid, given) => {
			const [whole, look] = [recorded(pid), madeLook(given)];
			const tints = [undefined, 'new', 'grown', 'shrunk', 'changed'] as const;
			isLine(t, listHead(look), look.columns);
			isLine(t, listTotal(whole.totals, look), look.columns);
			for (let i = 0; i < whole.totals.count; i++)
				isLine(t, listLine(whole, i, i === 1, look, tints[i % tints.length]), look.columns);
		}),
		{numRuns: 60},
	);
});

test('whatever a path holds, its line is as wide as the pane and holds no control character', t => {
	fc.assert(
		fc.property(hostileText, anyLook, fc.constantFrom('r-xp', 'rwxp'), (text, given, perms) => {
			const look = madeLook(given);
			// The kernel itself escapes newlines.
			const path = `/${text.replaceAll('\n', '\\012')}`;
			const hostile = viewOf({...library, start: 0x1000, end: 0x2000, path, perms, fields: figures});
			isLine(t, listLine(hostile, 0, false, look, undefined), look.columns);
		}),
	);
});

test('the ASCII look puts no character beyond ASCII that the paths did not bring', t => {
	for (let columns = 36; columns <= 200; columns++) {
		const look = lookOf(columns, {theme: ascii, isFocused: false});
		for (const each of [
			listHead(look),
			listLine(view, 0, true, look, 'grown'),
			listLine(view, 1, false, look, 'new'),
			listTotal(view.totals, look),
		])
			t.regex(each, /^[\x20-\x7E]*$/);
	}
});
