import {setFlagsFromString} from 'node:v8';
import {render} from 'ink';
import {App} from '../app.js';
import type {MemtuiStore} from '../store/store.js';
import {createTheme} from '../theme.js';

// Terminals disagree about the width of some text. A line that comes out too long must end at the edge: if it went
// on in the next row, all lines below would stand one row too low (DECAWM).
const noWrap = '\u001B[?7l';
const wrap = '\u001B[?7h';

// V8 optimises what ran this many bytes of bytecode, by default 66 KB. A monitor does little once a second: most of
// what passes the default never earns back the compiling, which was half of all CPU in the first twenty seconds.
// What is really hot (parsing a big map) passes this one within a refresh.
const patientCompiler = '--interrupt-budget=1000000';

/**
 * Puts the app on the terminal's alternate screen until somebody quits or `ended` is aborted. Rejects with
 * what broke the app, after the terminal has been given back.
 */
export async function showScreen(
	store: MemtuiStore,
	look: {readonly color: boolean; readonly ascii: boolean},
	ended: AbortSignal,
): Promise<void> {
	if (ended.aborted) return;
	setFlagsFromString(patientCompiler);
	process.stdout.write(noWrap);
	const app = render(<App store={store} theme={createTheme(look)} />, {
		alternateScreen: true,
		incrementalRendering: true,
		exitOnCtrlC: false,
		patchConsole: false,
		// That it is a terminal was seen before; Ink would take `CI` in the environment for none.
		interactive: true,
	});
	const leave = () => app.unmount();
	let failure: {readonly error: unknown} | undefined;
	const fail = (error: unknown) => {
		failure ??= {error};
		leave();
	};
	ended.addEventListener('abort', leave, {once: true});
	process.on('uncaughtException', fail);
	try {
		await app.waitUntilExit();
		// The terminal first, the message after. (What is given to unmount() does not come out here.)
		if (failure) throw failure.error;
	} finally {
		ended.removeEventListener('abort', leave);
		process.off('uncaughtException', fail);
		process.stdout.write(wrap);
	}
}
