import {join} from 'node:path';
import {parsePasswd} from '../../proc/passwd.js';
import {type OutsideText, outsideText} from '../../safe-text.js';
import {tryReadSmallFile} from './files.js';

/**
 * Names of users: /etc/passwd, and `id` once for each that isn't there (LDAP and the like). A foreign tree's
 * users are numbers: this machine's names would be wrong for them.
 */
export class Users {
	readonly #names: Map<number, OutsideText>;
	readonly #asked = new Set<number>();
	readonly #foreign: boolean;
	/** Grows when a name became known later: whoever kept a number asks again. */
	version = 0;

	constructor(foreign: boolean, etc = '/etc') {
		this.#foreign = foreign;
		const passwd = foreign ? undefined : tryReadSmallFile(join(etc, 'passwd'));
		this.#names = passwd ? parsePasswd(passwd) : new Map();
	}

	/** The name, or the number as text as long as there is none. */
	nameOf(uid: number): OutsideText {
		const name = this.#names.get(uid);
		if (name !== undefined) return name;
		if (!this.#foreign && !this.#asked.has(uid)) this.#ask(uid);
		return outsideText(String(uid));
	}

	#ask(uid: number): void {
		this.#asked.add(uid);
		// Loading it takes some milliseconds, and nearly all users are in passwd.
		void import('node:child_process').then(({execFile}) => {
			execFile('id', ['-nu', String(uid)], {timeout: 2000, encoding: 'utf8'}, (error, output) => {
				const name = output.trim();
				if (error || name === '') return;
				this.#names.set(uid, outsideText(name));
				this.version++;
			}).unref();
		});
	}
}
