import {type OutsideText, outsideText} from '../safe-text.js';
import {colon, decimal, findByte, lineEnd} from './ascii.js';

/**
 * /etc/passwd: user names by uid. Where two names have one uid the first counts, as for getpwuid(3). Lines
 * without a name and a uid between their colons are ignored. Source: passwd(5).
 */
export function parsePasswd(bytes: Uint8Array): Map<number, OutsideText> {
	const names = new Map<number, OutsideText>();
	let end = 0;
	for (let at = 0; at < bytes.length; at = end + 1) {
		end = lineEnd(bytes, at);
		const nameEnd = findByte(bytes, colon, at, end);
		const uidStart = findByte(bytes, colon, nameEnd + 1, end) + 1;
		const uidEnd = findByte(bytes, colon, uidStart, end);
		if (nameEnd === at || uidEnd >= end) continue;
		const uid = decimal(bytes, uidStart, uidEnd);
		if (uid !== undefined && !names.has(uid)) names.set(uid, outsideText(bytes.subarray(at, nameEnd)));
	}
	return names;
}
