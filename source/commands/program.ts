import {Command} from 'commander';
import type {ExperimentOptions} from './experiment.js';
import type {MapOptions} from './map.js';
import type {CommonOptions} from './options.js';
import type {UseOptions} from './use-options.js';

const forceWords =
	'try although more than is available is asked for; twice: do not stop under pressure either';

type Options = CommonOptions & {readonly json?: boolean};

const examples = (...lines: readonly string[]) =>
	`\nExamples:\n${lines.map(line => `  $ ${line}`).join('\n')}`;

let exitCode = 0;

/** The whole command line: what there is, its help, and which command is run. */
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
		const {monitor} = await import('./monitor.js');
		exitCode = await monitor(pid, options);
	});

program
	.command('free')
	.description("the machine's memory, one table like free (KiB)")
	.option('--json', 'one object, bytes')
	.addHelpText('after', examples('memtui free', 'memtui free --json'))
	.action(async (_, command: Command) => {
		const {free} = await import('./free.js');
		await free(command.optsWithGlobals<Options>());
	});

program
	.command('ps')
	.description('all processes, memory first')
	.option('--json', 'an array of objects, bytes')
	.addHelpText('after', examples('memtui ps', 'memtui ps --json'))
	.action(async (_, command: Command) => {
		const {ps} = await import('./ps.js');
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
		const {map} = await import('./map.js');
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
		const {diff} = await import('./diff.js');
		await diff(a, b, command.optsWithGlobals<Options>());
	});

program
	.command('use')
	.alias('memory-user')
	.description('make a memory-user: allocate MB, touch every entry, and stream through it until stopped')
	.argument('<mb>', 'MiB, a whole number')
	.argument('[seconds]', '0.1 to 86400, counted after the first touch; without it until stopped')
	.option('--kind <kind>', 'anon, heap, shared, file or reserve', 'anon')
	.option('--access <access>', 'rmw, write, read or random; the first touch always writes', 'rmw')
	.option('--force', forceWords, (_: unknown, times: number) => times + 1, 0)
	.option('--json', 'a line each event, bytes and seconds')
	.addHelpText(
		'after',
		`
The first line is the pid of the process that holds the memory. Ctrl-C ends it with a summary.

  anon     private anonymous memory, one region      used, RSS and the map rise
  heap     blocks of malloc                          used, RSS and the map rise
  shared   a file in tmpfs, through a descriptor     shared and buff/cache rise, no map does
  file     a file on disk, through a descriptor      buff/cache rises, no map does
  reserve  mapped and never touched                  VSZ and the map rise, nothing else
${examples(
	'memtui use 300',
	'memtui use 1000 5 --access read',
	'memtui use 300 10 --kind shared',
	'memtui use 64 2 --json',
)}`,
	)
	.action(async (mb: string, seconds: string | undefined, _, command: Command) => {
		const {use} = await import('./use.js');
		exitCode = await use(mb, seconds, command.optsWithGlobals<UseOptions>());
	});

program
	.command('experiment')
	.description(
		'before, during and after of a memory-user: what was expected, what was seen, and why they differ',
	)
	.argument('<mb>', 'MiB, a whole number; 100,200,500 is a series')
	.argument('[seconds]', 'how long the memory is held after the first touch, 0.1 to 86400 (default 5)')
	.option('--kind <kind>', 'anon, heap, shared, file or reserve', 'anon')
	.option('--access <access>', 'rmw, write, read or random; the first touch always writes', 'rmw')
	.option('--force', forceWords, (_: unknown, times: number) => times + 1, 0)
	.option('--predict', 'guess first: a line of standard input for each figure')
	.option('--markdown <file>', 'the report as Markdown, to hand in')
	.option('--json', 'one object, bytes')
	.addHelpText(
		'after',
		examples(
			'memtui experiment 300',
			'memtui experiment 300 2 --kind reserve',
			'memtui experiment 100,200,400 1 --markdown series.md',
			'memtui experiment 300 --predict',
		),
	)
	.action(async (mb: string, seconds: string | undefined, _, command: Command) => {
		const {experiment} = await import('./experiment.js');
		exitCode = await experiment(mb, seconds, command.optsWithGlobals<ExperimentOptions>());
	});

/** Runs what the command line asks for and returns the exit code; throws commander's errors, also for help and version. */
export async function runProgram(): Promise<number> {
	await program.parseAsync();
	return exitCode;
}
