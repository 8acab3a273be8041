import test from 'ava';
import {CommanderError} from 'commander';
import fc from 'fast-check';
import {
	CommandError,
	cannotWrite,
	errorLine,
	manyFormats,
	noKeyboard,
	noMap,
	noSuchFile,
	noSuchProcess,
	notReadable,
	unknownCommand,
	wrongInterval,
	wrongPid,
	wrongPlatform,
} from '../../source/commands/errors.js';
import {hostileText} from '../support/arbitrary.js';

test('what could not be done is one line with what to do, and 1', t => {
	t.deepEqual(errorLine(noSuchProcess(99)), {
		text: 'memtui: there is no process 99; memtui ps lists them\n',
		exitCode: 1,
	});
	t.deepEqual(errorLine(notReadable('the map of 1 may be read by root only')), {
		text: 'memtui: the map of 1 may be read by root only; sudo memtui may read it\n',
		exitCode: 1,
	});
	t.is(errorLine(noKeyboard()).exitCode, 1);
	t.deepEqual(errorLine(noMap('x.map', 'empty')), {
		text: 'memtui: x.map is empty; looked for a saved /proc/PID/smaps or maps, or a snapshot of map --save\n',
		exitCode: 1,
	});
	t.deepEqual(errorLine(noSuchFile('a\u001B[2J\nb')), {
		text: 'memtui: there is no file a?[2J b\n',
		exitCode: 1,
	});
	t.is(errorLine(cannotWrite('/x can’t be written')).exitCode, 1);
});

test('a command line that is wrong is one line that names what was given, and 2', t => {
	for (const [error, given] of [
		[wrongPid('x1'), '"x1"'],
		[wrongInterval('0'), '"0"'],
		[wrongPlatform('beos'), '"beos"'],
		[unknownCommand('top'), '"top"'],
		[manyFormats(['-x', '--csv']), '-x --csv'],
	] as const) {
		const {text, exitCode} = errorLine(error);
		t.is(exitCode, 2);
		t.true(text.includes(given), text);
	}
});

test('an error of the options is told in the same form', t => {
	t.deepEqual(
		errorLine(
			new CommanderError(1, 'commander.unknownOption', "error: unknown option '--x'\n(Did you mean --y?)"),
		),
		{
			text: "memtui: unknown option '--x' (Did you mean --y?); memtui --help\n",
			exitCode: 2,
		},
	);
});

test('help and version are no errors', t => {
	for (const code of ['commander.helpDisplayed', 'commander.version', 'commander.help']) {
		t.deepEqual(errorLine(new CommanderError(0, code, '(outputHelp)')), {text: '', exitCode: 0});
	}
});

test('what nobody foresaw is one line with its place and no stack', t => {
	const {text, exitCode} = errorLine(new TypeError('x is not a function'));
	t.is(exitCode, 1);
	t.regex(text, /^memtui: x is not a function \(at .*errors\.test\.ts.*; please report this\)\n$/);
	t.is(errorLine('a word').text, 'memtui: a word\n');
	t.is(errorLine(undefined).exitCode, 1);
});

test('whatever was given comes back in one line without control characters', t => {
	fc.assert(
		fc.property(hostileText, fc.constantFrom(wrongPid, unknownCommand, wrongInterval), (given, make) => {
			for (const error of [make(given), new CommandError(given, 1), new Error(given), given]) {
				const {text} = errorLine(error);
				t.regex(text, /^memtui: [^\n]*\n$/);
				t.notRegex(
					text.slice(0, -1),
					/[\p{Cc}\p{Bidi_Control}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/u,
				);
			}
		}),
	);
});
