/**
 * Draws the pictures of the README: runs the built memtui over a recorded machine in a terminal, types keys
 * and writes what a person would see to `media/NAME.svg`. With names as arguments, only those.
 */
import {readFileSync, writeFileSync} from 'node:fs';
import {fileURLToPath} from 'node:url';
import type {Key} from '../test/support/keys.js';
import {cliPath} from '../test/support/memtui.js';
import {openTerminal, type Terminal} from '../test/support/terminal.js';
import {svgOf} from './svg.js';
import {light, type Theme} from './theme.js';

const fixture = fileURLToPath(new URL('../test/fixtures/linux/debian12-6.18', import.meta.url));

/** One thing that a person does, and what shows that it was done. */
type Step = {
	/** Keys by name, or text to type. */
	readonly press?: readonly Key[];
	readonly type?: string;
	readonly until: string | RegExp;
};

type Scene = {
	readonly name: string;
	readonly title: string;
	readonly columns: number;
	readonly rows: number;
	readonly args?: readonly string[];
	readonly env?: {readonly [name: string]: string};
	readonly theme?: Theme;
	readonly steps: readonly Step[];
};

/** The pid of a process of the recording, by the name it has in the list beside it. */
function recordedPid(name: string): string {
	const line = readFileSync(`${fixture}/processes.txt`, 'utf8')
		.split('\n')
		.find(text => text.startsWith(`${name} `));
	if (!line) throw new Error(`${fixture}/processes.txt has no process ${name}`);
	return line.slice(name.length + 1);
}

const pid = recordedPid('kinds');
// The second sample is there, and with it memtui's own cost and the PSS of the first rows.
const settled: Step = {until: /memtui \d+ ms/};
// Some seconds have gone by (the history says how many): the PSS of every row is there.
const atEase: Step = {until: / [3-9] s +│/};
const isMapped: Step = {until: new RegExp(`Regions of ${pid}\\b.*\\d`)};
const wide = {columns: 160, rows: 45};

const scenes: readonly Scene[] = [
	{...wide, name: 'overview', title: 'memtui', steps: [{press: ['enter'], until: isMapped.until}, atEase]},
	{
		...{...wide, name: 'by-type', title: `memtui ${pid}`, args: [pid]},
		steps: [isMapped, {press: ['v'], until: 'GROWTH'}, atEase],
	},
	{
		...{...wide, name: 'by-file', title: `memtui ${pid}`, args: [pid]},
		steps: [isMapped, settled, {press: ['tab', 'z', 'v', 'v'], until: 'FILE OR TYPE'}],
	},
	{
		...{...wide, name: 'picture', title: `memtui ${pid}`, args: [pid]},
		steps: [isMapped, settled, {press: ['tab', 'z', 'v', 'v', 'v'], until: 'a cell is'}],
	},
	{
		...{...wide, name: 'details', title: `memtui ${pid}`, args: [pid]},
		steps: [isMapped, {press: ['tab', 'enter'], until: 'one region'}, atEase],
	},
	{
		...{...wide, name: 'filter', title: 'memtui'},
		steps: [settled, {press: ['/'], type: 'rss>20m !java', until: 'filter: rss>20m !java'}],
	},
	{...wide, name: 'tree', title: 'memtui', steps: [settled, {press: ['t'], until: '└'}]},
	{...wide, name: 'help', title: 'memtui', steps: [settled, {press: ['?'], until: 'Help'}]},
	{
		...{name: 'narrow', title: 'memtui', columns: 80, rows: 24},
		steps: [settled, {press: ['enter'], until: isMapped.until}],
	},
	{name: 'tiny', title: 'memtui', columns: 40, rows: 10, steps: []},
	{...wide, name: 'light', title: 'memtui', args: [pid], theme: light, steps: [isMapped, atEase]},
	{
		...{name: 'plain', title: 'memtui --ascii --no-color', columns: 100, rows: 30},
		...{args: ['--ascii', '--no-color', pid], steps: [isMapped, settled]},
	},
];

function shows(terminal: Terminal, what: string | RegExp): Promise<unknown> {
	return terminal.waitFor(`${what}`, () => terminal.find(what));
}

async function draw(scene: Scene): Promise<string> {
	const terminal = await openTerminal({
		command: ['node', cliPath, '--proc', `${fixture}/proc`, ...(scene.args ?? [])],
		columns: scene.columns,
		rows: scene.rows,
		env: scene.env,
	});
	try {
		await shows(terminal, 'quit');
		for (const {press = [], type = '', until} of scene.steps) {
			terminal.press(...press);
			terminal.type(type);
			await shows(terminal, until);
		}
		const cursor = terminal.modes().cursorVisible ? terminal.cursor() : undefined;
		return svgOf(terminal, {title: scene.title, theme: scene.theme, cursor});
	} finally {
		await terminal.close();
	}
}

const names = process.argv.slice(2);
for (const scene of scenes) {
	if (names.length > 0 && !names.includes(scene.name)) continue;
	const path = fileURLToPath(new URL(`${scene.name}.svg`, import.meta.url));
	writeFileSync(path, await draw(scene));
	process.stdout.write(`${path}\n`);
}
