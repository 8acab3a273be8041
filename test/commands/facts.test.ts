import test from 'ava';
import {factsText} from '../../source/commands/facts.js';
import {sampleOnce} from '../../source/commands/options.js';
import {ownFixture} from '../support/fixtures.js';
import {processOf, sampleOf} from '../support/samples.js';

const all = {figures: 'all', rollups: [], rollupBudget: 0} as const;

test('the facts of a recorded machine are its memory, its parts and the largest processes', async t => {
	const sample = await sampleOnce({proc: ownFixture('linux/debian12-6.12-swap/proc')}, all);
	const lines = factsText(sample).trimEnd().split('\n');
	t.is(lines[0], 'Memory     total 968M   used 409M 42.3%   available 558M   swap 45.3M of 384M');
	t.regex(lines[1] ?? '', /^ {11}programs 189M {3}shared 22\.0M .* free 323M$/);
	t.is(lines[2], 'Processes  8');
	t.regex(lines[3] ?? '', /^ *PID {2}USER +RSS {2}COMMAND$/);
	t.regex(lines[4] ?? '', /^161 {2}0 +91\.6M {2}\/root\/kinds \/var\/demo\/kinds 0$/);
});

test('of many processes the ten largest are told, and how many there are', t => {
	const many = Array.from({length: 50}, (_, i) =>
		processOf({pid: i + 1, rss: (i + 1) * 1024 ** 2, command: `sh ${i}`}),
	);
	const lines = factsText(sampleOf(many)).trimEnd().split('\n');
	t.is(lines[2], 'Processes  50');
	t.deepEqual(
		lines.slice(4).map(line => Number(line.trim().split(' ')[0])),
		[50, 49, 48, 47, 46, 45, 44, 43, 42, 41],
	);
});

test('hostile names put no control character out', async t => {
	const sample = await sampleOnce({proc: ownFixture('linux/debian12-6.18/proc')}, all);
	t.notRegex(factsText(sample), /[\u0000-\u0009\u000B-\u001F\u007F-\u009F]/);
	const hostile = processOf({
		pid: 1,
		rss: 5,
		name: '\u001B[2J',
		command: '\u001B]0;x\u0007\n\u202E',
		user: '\u009B',
	});
	const text = factsText(sampleOf([hostile]));
	t.notRegex(text, /[\u0000-\u0009\u000B-\u001F\u007F-\u009F\u202A-\u202E]/);
	t.is(text.trimEnd().split('\n').length, 5);
});

test('a machine that tells nothing has dashes', t => {
	const text = factsText({...sampleOf([]), machine: {kind: 'linux', meminfo: {}}});
	t.regex(text, /total - {3}used - {3}available - {3}swap - of -/);
	t.notRegex(text, /NaN|undefined/);
});
