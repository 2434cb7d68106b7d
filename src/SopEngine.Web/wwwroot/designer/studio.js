// Must run before the Studio starts: at its start the Studio reads the culture, once, and takes fetch and history as they are.
import { keepBlanks } from './chips.js';
import { hookSaves } from './saves.js';
import { reloadOnNewPath } from './paths.js';
import { tidy } from './tidy.js';

const indonesian = document.documentElement.lang === 'id';
localStorage.setItem('BlazorCulture', indonesian ? 'id-ID' : 'en');

reloadOnNewPath();
hookSaves();
keepBlanks();
tidy(indonesian ? (await import('./indonesian.js')).default : { texts: {}, tabs: {}, patterns: [] });
