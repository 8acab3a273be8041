// `process` as it is: importing `node:process` makes Node compute every member, also those it has for nobody
// yet (standard input, all flags).
const path = 'process';

export const processPlugin = {
	name: 'process',
	setup(build) {
		// Others import single members of it, which this has not.
		build.onResolve({filter: /^node:process$/}, ({importer}) =>
			/[\\/]commander[\\/]/.test(importer) ? {path, namespace: path} : undefined,
		);
		build.onLoad({filter: /./, namespace: path}, () => ({contents: 'export default process;'}));
	},
};
