import {writeFileSync} from 'node:fs';
import {budgets, describeVerdict, judge} from './budgets.js';
import {type Environment, makeEnvironment} from './environment.js';
import {livePart} from './live.js';
import {describeMachine} from './machine.js';
import {type Options, parseOptions, usage} from './options.js';
import {type Context, type Part, type PartResult, parts} from './part.js';
import {installPeers} from './programs.js';
import {screenPart} from './screen.js';
import {smapsPart} from './smaps.js';
import {startPart} from './start.js';
import {formatTable} from './table.js';

// What memtui costs, beside others and in one run: `npm run bench -- --help`.

const measure: Readonly<Record<Part, (context: Context) => Promise<PartResult>>> = {
	start: startPart,
	screen: screenPart,
	// These two load the project's own sources: the others measure the bundle alone.
	sweep: async context => (await import('./sweep.js')).sweepPart(context),
	smaps: smapsPart,
	live: livePart,
	worker: async context => (await import('./worker.js')).workerPart(context),
};

/** Says on standard error what is being done, on one line that is written over. */
function progress(text: string): void {
	if (process.stderr.isTTY) process.stderr.write(`\r\u001B[K${text}`);
}

function print(text: string): void {
	progress('');
	process.stdout.write(`${text}\n`);
}

async function bench(options: Options, environment: Environment): Promise<void> {
	const machine = describeMachine(environment.node);
	const command = ['npm run bench --', ...process.argv.slice(2)].join(' ');
	const ran = parts.filter(part => options.only.includes(part));
	print(`${command}\n${machine.join('\n')}\n`);
	for (const note of environment.notes) print(note);
	if (ran.includes('screen')) installPeers(options, progress);
	const results: PartResult[] = [];
	for (const part of ran) {
		const result = await measure[part]({options, environment, progress}).catch(error => broken(part, error));
		results.push(result);
		for (const table of result.tables) print(formatTable(table));
		for (const note of result.notes) print(`note: ${note}`);
		if (result.notes.length > 0) print('');
	}
	const findings = results.flatMap(result => result.findings);
	const failures = results.flatMap(result => result.failures);
	const verdicts = judge(budgets, findings, ran);
	if (verdicts.length > 0) print('Budgets (medians)');
	for (const verdict of verdicts) print(`  ${describeVerdict(verdict)}`);
	for (const failure of failures) print(`FAILED: ${failure}`);
	if (options.json !== undefined) {
		const report = {command, machine, date: new Date().toISOString(), findings, verdicts, failures};
		writeFileSync(options.json, `${JSON.stringify(report, undefined, '\t')}\n`);
	}
	if (failures.length > 0 || verdicts.some(({outcome}) => outcome === 'MISSED')) process.exitCode = 1;
}

/** A part that broke is a failure of the run, and no reason to lose what the others found. */
function broken(part: Part, error: unknown): PartResult {
	const message = error instanceof Error ? error.message : String(error);
	return {tables: [], findings: [], notes: [], failures: [`${part}: ${message}`]};
}

function readOptions(): Options | undefined {
	try {
		return parseOptions(process.argv.slice(2));
	} catch (error) {
		process.stderr.write(`bench: ${(error as Error).message}\n`);
		process.exitCode = 2;
		return undefined;
	}
}

const options = readOptions();
if (options?.help) {
	process.stdout.write(usage);
} else if (options !== undefined) {
	const environment = makeEnvironment(options);
	// What was started ends by itself when the bench is gone; the folder has to be removed.
	process.on('exit', environment.remove);
	for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
		process.once(signal, () => {
			environment.remove();
			process.kill(process.pid, signal);
		});
	}
	await bench(options, environment);
}
