import test from 'ava';
import {program, staying, written} from '../support/small-program.js';
import {waitFor} from '../support/wait-for.js';

test('a wait that is in vain says for what, and shows the screen', async t => {
	const terminal = await staying(t, 'something else');
	await terminal.waitFor('the program', () => terminal.find('something else'));
	const error = await t.throwsAsync(terminal.waitFor('the moon', () => terminal.find('moon'), 200));
	t.regex(error?.message ?? '', /^not seen within 200 ms: the moon\n─+\nsomething else\n/);
});

test('a wait ends when the program does', async t => {
	const terminal = await written(t, 'bye');
	const error = await t.throwsAsync(terminal.waitFor('more', () => terminal.find('more')));
	t.regex(error?.message ?? '', /^the program ended \(code 0\) before: more\n─+\nbye\n/);
	t.deepEqual(await terminal.waitFor('what is there', () => terminal.find('bye')), {row: 0, column: 0});
});

test('an error in a condition ends the wait with that error', async t => {
	const terminal = await staying(t, 'ready');
	const broken = () => {
		throw new RangeError('broken condition');
	};
	await t.throwsAsync(terminal.waitFor('nothing', broken), {instanceOf: RangeError});
});

test('a frame that is begun and not ended is not looked at', async t => {
	const terminal = await program(
		t,
		`process.stdin.setRawMode(true);
		process.stdout.write('old\\u001B[?2026h\\u001B[Hhalf');
		process.stdin.once('data', () => process.stdout.write(' new\\u001B[?2026l'));`,
	);
	const seen: string[] = [];
	const whole = terminal.waitFor('the whole frame', () => {
		seen.push(terminal.row(0));
		return terminal.find('new');
	});
	// The half frame is in the model, and the program waits for a key: nothing else will be written.
	await waitFor(() => terminal.find('half'), 'the half frame');
	await t.throwsAsync(
		terminal.waitFor('what is hidden', () => terminal.find('half'), 200),
		{message: /^not seen/},
	);
	terminal.press('enter');
	await whole;
	t.true(
		seen.every(row => !row.startsWith('half') || row === 'half new'),
		JSON.stringify(seen),
	);
});
