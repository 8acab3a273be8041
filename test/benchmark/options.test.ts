import test from 'ava';
import {parseOptions} from '../../benchmark/options.js';
import {parts} from '../../benchmark/part.js';

test('without options everything is measured in five rounds', t => {
	const {only, rounds, loads, peers, install, build, json} = parseOptions([]);
	t.deepEqual(only, parts);
	t.is(rounds, 5);
	t.deepEqual(loads, [0, 1000]);
	t.deepEqual(peers, ['htop', 'btop', 'glances']);
	t.true(install);
	t.true(build);
	t.is(json, undefined);
});

test('--quick is one round beside two peers, and what is said besides goes before', t => {
	const quick = parseOptions(['--quick']);
	t.is(quick.rounds, 1);
	t.deepEqual(quick.peers, ['htop', 'btop']);
	t.deepEqual(quick.loads, [0, 1000]);
	const asked = parseOptions(['--quick', '--rounds', '2', '--peers', 'glances']);
	t.is(asked.rounds, 2);
	t.deepEqual(asked.peers, ['glances']);
});

test('lists are given with commas', t => {
	const {only, loads} = parseOptions(['--only', 'smaps,worker', '--procs', '0,1000,4000']);
	t.deepEqual(only, ['smaps', 'worker']);
	t.deepEqual(loads, [0, 1000, 4000]);
});

test('a wrong command line is an error that names what is wrong', t => {
	const wrong: readonly (readonly [readonly string[], RegExp])[] = [
		[['--only', 'screens'], /--only screens: known are start, screen/],
		[['--rounds', '0'], /--rounds 0/],
		[['--procs', '10,many'], /--procs many/],
		[['--window', '0'], /--window 0/],
		[['--peers', 'top'], /--peers top: known are htop/],
		[['--fast'], /--fast/],
		[['screen'], /screen/],
	];
	for (const [args, message] of wrong) {
		t.throws(() => parseOptions(args), {message}, args.join(' '));
	}
});
