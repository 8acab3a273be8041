// The plain commands that `cli.tsx` runs by itself are files of their own, each with all that it needs.
export const plainCommands = ['free', 'ps', 'map'];

const imported = new RegExp(`^\\./source/commands/(${plainCommands.join('|')})\\.js$`);

export const plainPlugin = {
	name: 'plain',
	setup(build) {
		build.onResolve({filter: imported}, ({path}) => ({
			path: path.replace(imported, './plain/$1.js'),
			external: true,
		}));
	},
};
