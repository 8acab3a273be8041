import {type MapJson, mapJsonText} from '../../source/commands/map-json.js';
import type {RegionView} from '../../source/model/region-view.js';

/** The object that `map --json` prints. */
export function mapJson(view: RegionView): MapJson {
	return JSON.parse([...mapJsonText(view)].join(''));
}
