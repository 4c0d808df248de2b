// Where blocks live: a message or the home tab, each with its states and its way to press. (Modals bring their own.)

import { ask } from "./dialogs.js";
import { elementsOf } from "./states.js";

export function messageSurface(message, channel, { session, actions }) {
  return {
    session,
    states: session.statesOf(`${channel} ${message.ts}`),
    confirm: (object) => ask(session, object),
    press: (action) => actions.press({ channel, ts: message.ts, ...inMessage(message, pressed(action)) }),
  };
}

// Slack draws a block's id anew at every update, and one may be on its way: where the action alone says enough, the id is left out.
function inMessage(message, action) {
  const same = (message.blocks ?? []).flatMap(elementsOf).filter((element) => element.action_id === action.action_id);
  return same.length === 1 ? { ...action, block_id: undefined } : action;
}

/* Presses in one view go one after the other, each with what is typed by then: an update that answers the first may
   change which inputs exist. */
export function viewSurface(view, states, { session, actions }) {
  let last = Promise.resolve();
  return {
    session,
    states,
    confirm: (object) => ask(session, object),
    upload: (file) => actions.post("upload", file),
    press: (action) => {
      last = last.then(() => actions.press({ view_id: view.id, ...pressed(action), values: states.values() }));
      return last;
    },
  };
}

// The part of a `press` that says what was done with which element.
export function pressed({ block_id, action_id, value, state }) {
  return { block_id, action_id, value: state?.value ?? value, selected: state };
}
