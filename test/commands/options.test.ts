import test from 'ava';
import {CommandError} from '../../source/commands/errors.js';
import {
	checkOptions,
	openPlatform,
	readInterval,
	readPid,
	sampleOnce,
} from '../../source/commands/options.js';
import {ownFixture} from '../support/fixtures.js';

test('a PID is a whole number from 1', t => {
	t.is(readPid('1'), 1);
	t.is(readPid('4194304'), 4_194_304);
	for (const given of ['0', '', '-1', '1.5', '1e3', '0x10', ' 1', '1 ', 'node', '9'.repeat(17)]) {
		t.like(
			t.throws(() => readPid(given), {instanceOf: CommandError}),
			{exitCode: 2},
			given,
		);
	}
});

test('an interval is 0.1 to 3600 seconds, in milliseconds from here on', t => {
	t.is(readInterval(undefined), undefined);
	t.is(readInterval('0.1'), 100);
	t.is(readInterval('2'), 2000);
	t.is(readInterval('1.5'), 1500);
	t.is(readInterval('3600'), 3_600_000);
	for (const given of ['0', '0.09', '3600.1', '3601', '-1', '', '1s', 'NaN', '1e1', '.5', 'Infinity']) {
		t.like(
			t.throws(() => readInterval(given), {instanceOf: CommandError}),
			{exitCode: 2},
			given,
		);
	}
});

test('a platform that is not known is an error of the command line', t => {
	t.like(
		t.throws(() => openPlatform({platform: 'beos'}), {instanceOf: CommandError}),
		{exitCode: 2},
	);
	const platform = openPlatform({platform: 'linux', proc: ownFixture('linux/debian12-6.18/proc')});
	t.true(platform.capabilities.foreign);
	platform.close();
});

test('a wrong interval is told before anything is opened', t => {
	t.like(
		t.throws(() => openPlatform({interval: 'x', proc: '/nowhere'}), {instanceOf: CommandError}),
		{exitCode: 2},
	);
});

test('a folder that is no procfs is told by its name', t => {
	for (const proc of ['/nowhere', ownFixture('linux')]) {
		const error = t.throws(() => openPlatform({proc}), {instanceOf: CommandError});
		t.is(error?.exitCode, 1);
		t.true(error?.message.includes(proc));
	}
});

test('one sample is taken of the tree that was named', async t => {
	const proc = ownFixture('linux/debian12-6.12-swap/proc');
	const sample = await sampleOnce({proc}, {figures: 'all', rollups: [], rollupBudget: 0});
	t.deepEqual(
		[...sample.processes.keys()].sort((a, b) => a - b),
		[2, 46, 161, 162, 164, 166, 174, 175],
	);
});

test('options that a command has no use for must be right all the same', t => {
	t.notThrows(() => checkOptions({interval: '2', platform: 'linux', proc: '/nowhere'}));
	for (const options of [{interval: '0'}, {platform: 'plan9'}]) {
		t.like(
			t.throws(() => checkOptions(options), {instanceOf: CommandError}),
			{exitCode: 2},
		);
	}
});
