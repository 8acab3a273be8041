// For `node --import`: WebAssembly text can be imported from sources too, as the bundler has it (wat.js).
import {register} from 'node:module';

register('./wat-loader.js', import.meta.url);
