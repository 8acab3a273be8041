import test from 'ava';
import {glyphOf} from '../../media/glyph.js';
import {svgOf} from '../../media/svg.js';
import {dark, light} from '../../media/theme.js';
import {createScreen} from '../support/screen.js';

/** The picture of what a terminal of that size shows of the text. */
async function drawn(text: string, options: Partial<Parameters<typeof svgOf>[1]> = {}): Promise<string> {
	const screen = createScreen({columns: 20, rows: 3, answer: () => {}});
	await screen.write(Buffer.from(text));
	return svgOf(screen, {title: 'memtui', ...options});
}

/** The texts of a picture with place, width and what is said of their group. */
function textsOf(svg: string) {
	const body = svg.slice(svg.indexOf('translate('));
	return [...body.matchAll(/<g (fill[^>]*)>\n(.*?)\n<\/g>/gs)].flatMap(([, style, group = '']) =>
		[...group.matchAll(/<text x="([\d.]+)" y="([\d.]+)" textLength="([\d.]+)"[^>]*>([^<]*)<\/text>/g)].map(
			([, x, y, length, text]) => ({x: Number(x), y: Number(y), length: Number(length), text, style}),
		),
	);
}

const red = dark.palette[1];

test('an empty screen is an empty window with its title', async t => {
	const svg = await drawn('');
	t.deepEqual(textsOf(svg), []);
	t.regex(svg, /^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg" viewBox="0 0 208 119" /);
	t.regex(svg, /<title>memtui<\/title>/);
	t.true(svg.includes(`fill="${dark.background}"`));
});

test('a run of text is told its place and width; words two blanks apart are runs of their own', async t => {
	const svg = await drawn('a b  cd\r\n  e');
	t.deepEqual(
		textsOf(svg).map(({x, y, length, text}) => [x, y, length, text]),
		[
			[0, 14.5, 27, 'a b'],
			[45, 14.5, 18, 'cd'],
			[18, 33.5, 9, 'e'],
		],
	);
});

test('wide and unusual characters are put in their cells one by one', async t => {
	const svg = await drawn('a漢b▸c');
	t.deepEqual(
		textsOf(svg).map(({x, length, text}) => [x, length, text]),
		[
			[0, 9, 'a'],
			[9, 18, '漢'],
			[27, 9, 'b'],
			[36, 9, '▸'],
			[45, 9, 'c'],
		],
	);
});

test('text from the screen cannot be markup', async t => {
	const svg = await drawn('<b>&"</b>', {title: '<i>&'});
	t.deepEqual(
		textsOf(svg).map(({text}) => text),
		['&lt;b&gt;&amp;&quot;&lt;/b&gt;'],
	);
	t.true(svg.includes('<title>&lt;i&gt;&amp;</title>'));
	t.notRegex(svg, /<[bi]>/);
});

test('colours of the theme, of the 256 and true ones are those of the text', async t => {
	const svg = await drawn('\u001B[31ma\u001B[38;5;208mb\u001B[38;5;232mc\u001B[38;2;1;2;3md\u001B[39me');
	t.deepEqual(
		textsOf(svg).map(({text, style}) => [text, style]),
		[
			['a', `fill="${red}"`],
			['b', 'fill="#ff8700"'],
			['c', 'fill="#080808"'],
			['d', 'fill="#010203"'],
			['e', `fill="${dark.foreground}"`],
		],
	);
});

test('bold, italic and underlined text is written so', async t => {
	const svg = await drawn('\u001B[1ma\u001B[0;3mb\u001B[0;4mc');
	t.deepEqual(
		textsOf(svg).map(({style}) => style?.replace(/fill="[^"]+" ?/, '')),
		['font-weight="bold"', 'font-style="italic"', 'text-decoration="underline"'],
	);
});

test('dim text is nearer to its background, and inverse text changes places with it', async t => {
	const [dim] = textsOf(
		await drawn('\u001B[2mx', {theme: {...dark, foreground: '#ffffff', background: '#000000'}}),
	);
	t.is(dim?.style, 'fill="#999999"');
	const inverse = await drawn('\u001B[7;31mx');
	t.is(textsOf(inverse)[0]?.style, `fill="${dark.background}"`);
	t.true(inverse.includes(`fill="${red}" d="M0 0h9v19h-9z"`));
	const hidden = await drawn('\u001B[8mx');
	t.is(textsOf(hidden)[0]?.style, `fill="${dark.background}"`);
});

test('cells of one background are one stretch', async t => {
	const svg = await drawn('.\u001B[41mab  cd\u001B[49m.');
	t.true(svg.includes(`fill="${red}" d="M9 0h54v19h-54z"`));
});

test('lines and blocks are shapes that reach the edges of their cells', async t => {
	const svg = await drawn('─│╭█▄░a');
	t.deepEqual(
		textsOf(svg).map(({x, text}) => [x, text]),
		[[54, 'a']],
	);
	t.true(svg.includes(`stroke="${dark.foreground}" stroke-width="1" d="M0 9.5L9 9.5M13.5 0L13.5 19M`));
	t.true(svg.includes(`fill="${dark.foreground}" d="M27 0h9v19h-9zM36 9.5h9v9.5h-9z"`));
	// A quarter of the foreground over the background.
	t.true(svg.includes('fill="#44474d" d="M45 0h9v19h-9z"'));
});

test('every line and block character of the design has a shape, letters have none', t => {
	const cell = {width: 8, height: 16};
	for (const character of '─│┌┐└┘├┤┬┴┼╭╮╰╯━┃▀▁▂▃▄▅▆▇█▏▎▍▌▋▊▉▐░▒▓▖▟⠁⣿') {
		const glyph = glyphOf(character, 80, 160, cell);
		t.regex(glyph?.path ?? '', /^M[\d. ]+/, character);
	}
	for (const character of 'aM0 -·▸▲▼◆?') t.is(glyphOf(character, 0, 0, cell), undefined, character);
});

test('eighths of a block are as high and as wide as they say', t => {
	const cell = {width: 8, height: 16};
	t.is(glyphOf('▁', 0, 0, cell)?.path, 'M0 14h8v2h-8z');
	t.is(glyphOf('▇', 0, 0, cell)?.path, 'M0 2h8v14h-8z');
	t.is(glyphOf('▏', 0, 0, cell)?.path, 'M0 0h1v16h-1z');
	t.is(glyphOf('▉', 0, 0, cell)?.path, 'M0 0h7v16h-7z');
	t.is(glyphOf('┬', 0, 0, cell)?.path, 'M4 8L4 16M0 8L8 8');
	t.is(glyphOf('├', 0, 0, cell)?.path, 'M4 0L4 16M4 8L8 8');
	t.is(glyphOf('⣿', 0, 0, cell)?.path.match(/z/g)?.length, 8);
	t.is(glyphOf('▙', 0, 0, cell)?.path, 'M0 0h4v8h-4zM0 8h4v8h-4zM4 8h4v8h-4z');
	t.is(glyphOf('⠀', 0, 0, cell)?.path, '');
});

test('a light theme and a cursor are drawn when asked for', async t => {
	const svg = await drawn('x', {theme: light, cursor: {row: 2, column: 3}});
	t.is(textsOf(svg)[0]?.style, `fill="${light.foreground}"`);
	t.true(svg.includes('<rect x="27" y="38" width="9" height="19"'));
	t.false((await drawn('x')).includes('<rect x="27"'));
});
