import { show } from './notices.js';
import { text } from './texts.js';

// Leads from a list of what is wrong to the activity that it is about: the one that the address names is chosen and put into the middle.
const wanted = new URLSearchParams(location.search).get('activity');
const designer = '/studio/_content/Elsa.Studio.Workflows.Designer/designer.entry.js';

export function isSought() {
  return wanted !== null;
}

/** Once the drawing stands. */
export async function findActivity() {
  const container = document.querySelector('.x6-graph').closest('.graph-container');
  // The Studio's own module, in the instance that it works with.
  const { graphBindings, selectActivity } = await import(designer);
  const graph = graphBindings[container.id]?.graph;
  if (!graph) return;
  if (graph.getCellById(wanted)) await selectActivity(container.id, wanted);
  else show('activity', { title: text('ActivityGone'), lines: [text('ActivityGoneHint')], dismiss: text('Dismiss') });
}
