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
	/** What the first whole frame shows. */
	readonly start?: string | RegExp;
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
const mapped = new RegExp(`Regions of ${pid}\\b`);
const mapKinds: readonly Step[] = [
	{press: ['/'], type: 'kinds', until: /kinds/},
	{press: ['enter'], until: pid},
	{press: ['enter'], until: mapped},
];
const wide = {columns: 160, rows: 45};

const scenes: readonly Scene[] = [
	{...wide, name: 'overview', title: 'memtui', args: [pid], steps: [{until: mapped}]},
	{
		...wide,
		name: 'by-type',
		title: `memtui ${pid}`,
		args: [pid],
		steps: [{until: mapped}, {press: ['v'], until: 'by type'}],
	},
	{...wide, name: 'filter', title: 'memtui', steps: mapKinds},
	{...wide, name: 'help', title: 'memtui', steps: [{press: ['?'], until: /Help/i}]},
	{name: 'narrow', title: 'memtui', columns: 80, rows: 24, steps: [{until: 'PID'}]},
	{name: 'tiny', title: 'memtui', columns: 40, rows: 10, start: 'PID', steps: []},
	{...wide, name: 'light', title: 'memtui', args: [pid], theme: light, steps: [{until: mapped}]},
	{
		...{name: 'plain', title: 'memtui --ascii --no-color', columns: 100, rows: 30},
		...{args: ['--ascii', '--no-color', pid], steps: [{until: mapped}]},
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
		await shows(terminal, scene.start ?? /quit/);
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
