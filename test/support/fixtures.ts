import {existsSync, readFileSync} from 'node:fs';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import type {ExecutionContext} from 'ava';

const checkout = fileURLToPath(new URL('../../', import.meta.url));

/** The path of one of our own recordings, e.g. `linux/debian12-6.18/proc`. */
export function ownFixture(path: string): string {
	return join(checkout, 'test/fixtures', path);
}

/** The folder with the public recordings beside the checkout, which must not be copied; elsewhere it is absent. */
export function sharedFixtures(): string | undefined {
	const folder = join(checkout, '../shared/fixtures');
	return existsSync(folder) ? folder : undefined;
}

/**
 * The path of a shared recording. Where that folder isn't, the test says so, passes, and should return:
 * `const file = sharedFixture(t, 'linux/wsl/…'); if (!file) return;`
 */
export function sharedFixture(t: ExecutionContext, path: string): string | undefined {
	const folder = sharedFixtures();
	if (folder) return join(folder, path);
	t.log(`skipped: ${path} is not here`);
	t.pass();
	return undefined;
}

/** The files of a hand-made case with what its expected.json says of each. */
export function hostileFiles<Figures>(name: string): Array<{path: string; bytes: Buffer; expected: Figures}> {
	const {cases} = JSON.parse(readFileSync(ownFixture('linux/hostile/expected.json'), 'utf8'));
	return Object.entries<Figures>(cases[name].files).map(([path, expected]) => ({
		path,
		bytes: readFileSync(ownFixture(join('linux/hostile', name, path))),
		expected,
	}));
}
