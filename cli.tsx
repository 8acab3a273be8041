#!/usr/bin/env node
import module from 'node:module';
import {Command} from 'commander';
import {errorLine} from './source/commands/errors.js';
import type {MapOptions} from './source/commands/map.js';
import type {CommonOptions} from './source/commands/options.js';

/** The composition root: parses the command line, loads the command lazily, and is the one way out. */

// Node 22.8 and newer keep the compiled code of the bundle: a tenth of the start-up.
if ('enableCompileCache' in module && typeof module.enableCompileCache === 'function')
	module.enableCompileCache();

type Options = CommonOptions & {readonly json?: boolean};

const examples = (...lines: readonly string[]) =>
	`\nExamples:\n${lines.map(line => `  $ ${line}`).join('\n')}`;

const program = new Command('memtui')
	.description(
		'Where memory goes: memory gauge, process list and region map, full screen or as plain commands.',
	)
	.argument('[pid]', 'this process is selected and mapped')
	.option('--interval <seconds>', 'between two refreshes, 0.1 to 3600')
	.option('--proc <dir>', "another procfs: a container's mounted host, a recorded tree")
	.option('--platform <name>', 'linux')
	.option('--no-color', 'no colours; NO_COLOR says the same')
	.option('--ascii', 'no characters beyond ASCII')
	.version(MEMTUI_VERSION)
	.addHelpText('after', examples('memtui', 'memtui 1234', 'memtui free --json'))
	.configureHelp({showGlobalOptions: true})
	// The error is told below, in one line and in one place.
	.configureOutput({writeErr() {}})
	.exitOverride()
	.allowExcessArguments(false)
	.action(async (pid: string | undefined, options: Options) => {
		const {monitor} = await import('./source/commands/monitor.js');
		process.exitCode = await monitor(pid, options);
	});

program
	.command('free')
	.description("the machine's memory, one table like free (KiB)")
	.option('--json', 'one object, bytes')
	.addHelpText('after', examples('memtui free', 'memtui free --json'))
	.action(async (_, command: Command) => {
		const {free} = await import('./source/commands/free.js');
		await free(command.optsWithGlobals<Options>());
	});

program
	.command('ps')
	.description('all processes, memory first')
	.option('--json', 'an array of objects, bytes')
	.addHelpText('after', examples('memtui ps', 'memtui ps --json'))
	.action(async (_, command: Command) => {
		const {ps} = await import('./source/commands/ps.js');
		await ps(command.optsWithGlobals<Options>());
	});

program
	.command('map')
	.description('the regions of a process, by type, the largest first')
	.argument('[pid]')
	.option('-x', 'the columns of pmap -x (KiB)')
	.option('-X', 'the columns of pmap -X: every field of this kernel (KiB)')
	.option('--summary', 'one line a type, and the total')
	.option('--csv', 'one line a region, bytes')
	.option('--json', 'one object, bytes')
	.option(
		'--save <file>',
		'a snapshot for --file and diff (- is standard output); by itself it prints nothing',
	)
	.option('--file <file>', 'a snapshot, or a saved /proc/PID/smaps or maps (- is standard input)')
	.addHelpText(
		'after',
		examples(
			'memtui map 1234',
			'memtui map 1234 --summary',
			'memtui map 1234 -X | sort -n -k 7 | tail',
			'memtui map 1234 --save before.map; sleep 60; memtui diff before.map 1234',
			'ssh host cat /proc/1/smaps | memtui map --file - --json',
		),
	)
	.action(async (pid: string | undefined, _, command: Command) => {
		const {map} = await import('./source/commands/map.js');
		await map(pid, command.optsWithGlobals<MapOptions>());
	});

program
	.command('diff')
	.description('what changed between two maps: B less A, by type and by region')
	.argument('<a>', 'a PID, or a file as in map --file (./123 is a file)')
	.argument('<b>')
	.option('--json', 'one object, bytes')
	.addHelpText(
		'after',
		`
One process is compared by address; two, whose addresses differ at random, by mapping, offset and order.
${examples('memtui diff before.map 1234', 'memtui diff 1234 5678', 'memtui diff a.smaps b.smaps --json')}`,
	)
	.action(async (a: string, b: string, _, command: Command) => {
		const {diff} = await import('./source/commands/diff.js');
		await diff(a, b, command.optsWithGlobals<Options>());
	});

// `memtui ps | head -1`: whoever read has enough. Nothing more is wanted, and nothing went wrong.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
	if (error.code !== 'EPIPE' && !process.stdout.isTTY) throw error;
});

try {
	await program.parseAsync();
} catch (error) {
	const {text, exitCode} = errorLine(error);
	if (text !== '') process.stderr.write(text);
	process.exitCode = exitCode;
}
