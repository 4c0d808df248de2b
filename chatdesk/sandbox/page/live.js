// The live connection: hears what changed for the acting person and reconnects, ever more patiently, when it is cut.

const FIRST_WAIT = 400;
const LONGEST_WAIT = 10_000;

export class Live {
  /* `hear(notice)` gets each notice, `state(isUp)` the connection's ups and downs. */
  constructor(api, { hear, state }) {
    this.api = api;
    this.hear = hear;
    this.state = state;
    this.wait = FIRST_WAIT;
    this.socket = null;
  }

  follow(as) {
    this.as = as;
    this.wait = FIRST_WAIT;
    clearTimeout(this.timer);
    this.socket?.close();
    this.connect();
  }

  stop() {
    clearTimeout(this.timer);
    this.socket?.close();
    this.socket = null;
  }

  connect() {
    const socket = new WebSocket(this.api.liveUrl(this.as));
    this.socket = socket;
    const mine = (run) => (event) => { if (this.socket === socket) run(event); };
    socket.onopen = mine(() => {
      const again = this.wait > FIRST_WAIT;
      this.wait = FIRST_WAIT;
      this.state(true, again);
    });
    socket.onmessage = mine((event) => this.hear(JSON.parse(event.data)));
    socket.onclose = mine(() => {
      this.state(false);
      this.timer = setTimeout(() => this.connect(), this.wait * (0.75 + Math.random() / 2));
      this.wait = Math.min(this.wait * 2, LONGEST_WAIT);
    });
  }
}
