// A conversation of ten thousand messages, the longest of the journeys, as a source would send it.
// Prints NDJSON for `protocolo import ndjson -`.

const length = 10_000;
const start = Date.UTC(2025, 0, 6, 12);
const at = (index) => new Date(start + index * 20_000).toISOString();

const messages = Array.from({ length }, (_, index) => ({
  at: at(index),
  from: index % 3 === 0 ? "customer" : "agent",
  text: `Mensagem ${index + 1}`,
}));

console.log(
  JSON.stringify({
    source: "end2end",
    external_id: "long-conversation",
    channel: "webchat",
    direction: "inbound",
    queue: "Suporte Técnico",
    agent: "agent",
    customer: { name: "Maria Longa", chat: "maria-longa" },
    protocol: "LONGA",
    queued_at: at(0),
    answered_at: at(0),
    ended_at: at(length),
    notes: "Uma conversa muito longa.",
    messages,
  }),
);
