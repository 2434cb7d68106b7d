new BroadcastChannel('sop-studio').postMessage('signed-in');
window.close();
