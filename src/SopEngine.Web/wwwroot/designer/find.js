import { show } from './notices.js';
import { text } from './texts.js';

// Selects the activity that the address names (?activity=) and puts it into the middle. Lists of problems link here.
const wanted = new URLSearchParams(location.search).get('activity');
const designer = '/studio/_content/Elsa.Studio.Workflows.Designer/designer.entry.js';

export function isSought() {
  return wanted !== null;
}

/** To be called once the drawing is there. */
export async function findActivity() {
  const container = document.querySelector('.x6-graph').closest('.graph-container');
  // The same address as in the Studio's own import, so that both use one instance of the module.
  const { graphBindings, selectActivity } = await import(designer);
  const graph = graphBindings[container.id]?.graph;
  if (!graph) return;
  if (graph.getCellById(wanted)) await selectActivity(container.id, wanted);
  else show('activity', { title: text('ActivityGone'), lines: [text('ActivityGoneHint')], dismiss: text('Dismiss') });
}
