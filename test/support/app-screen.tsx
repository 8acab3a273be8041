import type {ExecutionContext} from 'ava';
import chalk from 'chalk';
import {App} from '../../source/app.js';
import {width} from '../../source/format.js';
import type {Process} from '../../source/platform/platform.js';
import {createTheme} from '../../source/theme.js';
import {type InkScreen, inkScreen} from './ink-screen.js';
import {type Monitor, monitorOf} from './monitor.js';
import {processOf, readingOf} from './samples.js';
import type {MadeRegion} from './smaps-text.js';

/** The whole app over a fake machine, in a fake terminal. */

// Ink paints with the shared instance, which the test runner's pipe would switch off.
chalk.level = 3;

const M = 1024 ** 2;

/** What somebody may call a process, a file and himself. */
export const hostile = '\u001B]0;PWNED\u0007\u009B2J\u202E数据\u200B\n🐘';

/** The process that can be mapped: two regions, one of a file with a hostile path. */
export const java = processOf({
	pid: 4242,
	name: 'java',
	command: '/usr/bin/java -jar shop.jar',
	user: 'app',
	rss: 900 * M,
});

/** 62 that nothing is hostile about. */
export const tame: readonly Process[] = [
	java,
	...Array.from({length: 60}, (_, i) =>
		processOf({pid: 2000 + i, name: `sh${i}`, command: `sh -c ${i}`, rss: (60 - i) * M}),
	),
	processOf({pid: 2, name: 'kthreadd', isKernelThread: true, vsz: 0, rankRss: 0, ppid: 0}),
];

/** The same and a hostile one. */
export const processes: readonly Process[] = [
	...tame,
	processOf({pid: 1201, name: hostile, command: `${hostile} ${hostile}`, user: hostile, rss: 500 * M}),
];

const anonymous: MadeRegion = {
	start: 0x7f0000000000n,
	end: 0x7f0010000000n,
	fields: {Size: 262_144, Rss: 131_072},
	vmFlags: 'rd wr',
};
const library: MadeRegion = {
	start: 0x7f0020000000n,
	end: 0x7f0020100000n,
	perms: 'r-xp',
	device: '08:01',
	inode: 7,
	// The kernel itself escapes line feeds.
	path: `/tmp/${hostile.replace('\n', '\\012')}/libc.so.6`,
	fields: {Size: 1024, Rss: 512},
	vmFlags: 'rd ex',
};

export type Opened = Monitor & {readonly screen: InkScreen};

type Options = {
	readonly columns?: number;
	readonly rows?: number;
	readonly color?: boolean;
	readonly ascii?: boolean;
	/** The machine has these processes, `processes` if nothing is said. */
	readonly listed?: readonly Process[];
	/** Whole frames, or `inkTerminal` for what a terminal is sent. */
	readonly draw?: typeof inkScreen;
};

/** Starts the monitor and draws its first frame; 160 by 45 in colours if nothing is said. */
export async function open(t: ExecutionContext, options: Options = {}): Promise<Opened> {
	const {
		columns = 160,
		rows = 45,
		color = true,
		ascii = false,
		listed = processes,
		draw = inkScreen,
	} = options;
	const monitor = monitorOf();
	monitor.platform.processes = listed;
	const regions = listed === tame ? [anonymous] : [anonymous, library];
	monitor.platform.maps.set(java.pid, readingOf(regions, {process: java}));
	await monitor.poller.start();
	t.teardown(() => monitor.poller.stop());
	const app = <App store={monitor.store} theme={createTheme({color, ascii})} />;
	const screen = await draw(t, app, {columns, rows});
	return {...monitor, screen};
}

/** A clock's second, and the frame that comes of it. */
export async function second({clock, screen}: Opened): Promise<void> {
	await clock.advance(1000);
	await screen.drawn();
}

/** What is on the screen, without colours. */
export const text = ({screen}: Opened) => screen.lines().join('\n');

/** Every line but the last is as wide as the screen and begins and ends with a frame. */
export function isWhole(
	t: ExecutionContext,
	{screen}: Opened,
	columns: number,
	rows: number,
	label: string,
): void {
	const lines = screen.lines();
	t.is(lines.length, rows, label);
	for (const line of lines.slice(0, -1)) {
		t.is(width(line), columns, `${label}: ${JSON.stringify(line)}`);
		t.regex(line, /^[╭│╰].*[╮│╯]$/u, label);
	}
	// Ink leaves out blanks at the end of a line.
	t.true(width(lines.at(-1) ?? '') <= columns, label);
}
