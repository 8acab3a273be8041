/**
 * The environment of programs under test: nothing of the caller's but PATH. CI, NO_COLOR, FORCE_COLOR and
 * NODE_OPTIONS among it change what a program draws (with CI set, even to "false", Ink draws no colours and
 * may not be interactive), and the user's own settings hang on HOME.
 */
export function cleanEnvironment(home: string): {[name: string]: string} {
	return {
		PATH: process.env.PATH ?? '/usr/local/bin:/usr/bin:/bin',
		HOME: home,
		TERM: 'xterm-256color',
		COLORTERM: 'truecolor',
		LANG: 'C.UTF-8',
		TZ: 'UTC',
	};
}
