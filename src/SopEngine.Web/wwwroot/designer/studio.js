// Runs before the Studio starts, which reads the culture once and calls fetch and history as it finds them then.
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
