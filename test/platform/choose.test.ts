import test from 'ava';
import {choosePlatform} from '../../source/platform/choose.js';
import {NoProcfsError} from '../../source/platform/linux/linux.js';
import {makeProcTree} from '../support/proc-tree.js';

test('the procfs that was named is read, on any machine', async t => {
	const {proc} = makeProcTree(t, [{pid: 10}]);
	const platform = choosePlatform({proc});
	t.teardown(() => platform.close());
	t.true(platform.capabilities.foreign);
	const {processes} = await platform.sample({figures: [], rollups: [], rollupBudget: 0});
	t.deepEqual([...processes.keys()], [10]);
	t.throws(() => choosePlatform({proc: `${proc}/10`}), {instanceOf: NoProcfsError});
});

test('without a name it is the machine itself', async t => {
	const platform = choosePlatform({proc: undefined});
	t.teardown(() => platform.close());
	t.false(platform.capabilities.foreign);
	t.is(platform.capabilities.regions, process.platform === 'linux');
	const {processes} = await platform.sample({figures: [process.pid], rollups: [], rollupBudget: 0});
	t.true(processes.has(process.pid));
});

test.serial('on a machine without a reader of ours it is the fallback, unless a procfs is named', t => {
	const platform = Object.getOwnPropertyDescriptor(process, 'platform') ?? {};
	t.teardown(() => Object.defineProperty(process, 'platform', platform));
	Object.defineProperty(process, 'platform', {...platform, value: 'sunos'});
	const fallback = choosePlatform({});
	t.teardown(() => fallback.close());
	t.false(fallback.capabilities.regions);
	const named = choosePlatform({proc: makeProcTree(t).proc});
	t.teardown(() => named.close());
	t.true(named.capabilities.foreign);
});
