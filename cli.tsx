#!/usr/bin/env node
import module from 'node:module';
import {errorLine} from './source/commands/errors.js';
import {type PlainLine, plainLine} from './source/commands/plain-line.js';

/** The composition root: reads the command line, loads the command lazily, and is the one way out. */

// Node 22.8 and newer keep the compiled code of the bundle: a tenth of the start-up.
if ('enableCompileCache' in module && typeof module.enableCompileCache === 'function')
	module.enableCompileCache();

// `memtui ps | head -1`: whoever read has enough. Nothing more is wanted, and nothing went wrong.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
	if (error.code !== 'EPIPE' && !process.stdout.isTTY) throw error;
});

/** What the program would do for such a line. */
async function runPlain({command, pid, options}: PlainLine): Promise<void> {
	switch (command) {
		case 'free': {
			const {free} = await import('./source/commands/free.js');
			return free(options);
		}
		case 'ps': {
			const {ps} = await import('./source/commands/ps.js');
			return ps(options);
		}
		case 'map': {
			const {map} = await import('./source/commands/map.js');
			return map(pid, options);
		}
	}
}

async function run(): Promise<void> {
	try {
		const plain = plainLine(process.argv.slice(2));
		if (plain) {
			await runPlain(plain);
		} else {
			const {runProgram} = await import('./source/commands/program.js');
			process.exitCode = await runProgram();
		}
	} catch (error) {
		const {text, exitCode} = errorLine(error);
		if (text !== '') process.stderr.write(text);
		process.exitCode = exitCode;
	}
}

// Not awaited: the entry is bundled as CommonJS, which cannot.
void run();
