// Two customers with a case of every kind that matters for merging, one for the journeys with
// JavaScript and one for those without. Prints NDJSON for `protocolo import ndjson -`.
//
// A case is waiting if its first interaction has no agent, and in service otherwise; a second
// interaction, served by `agent`, brings a waiting case into the scope of the agent and their
// supervisor. The protocol of the last interaction of the Nth case of customer K is `UNIR-K-N`.

const minute = 60_000;
const start = Date.UTC(2025, 1, 3, 12);
const usual = "+55 11 96543-2101";

/** The cases of a customer: subject, WhatsApp number, responsible agent, serving agent. */
const cases = [
  { subject: "Segunda via da fatura", number: usual, served: "agent" },
  { subject: "Fatura não chegou", number: usual, served: "agent" },
  { subject: "Endereço da fatura", number: null, served: "agent" },
  { subject: "Mudança de plano", number: usual, responsible: "agent" },
  { subject: "Linha da empresa", number: "+55 11 96543-2199", served: "agent" },
  { subject: "Assunto de outro grupo", number: usual, responsible: "de-outro-grupo" },
];

function interaction(customer, index, part, agent, { subject, number, served }) {
  const at = start + (index * 10 + part) * minute;
  const time = (minutes) => new Date(at + minutes * minute).toISOString();
  return {
    source: "end2end",
    external_id: `merge-${customer}-${index}-${part}`,
    channel: number === null ? "voice" : "whatsapp",
    direction: "inbound",
    queue: "Suporte Técnico",
    agent,
    customer: { name: `Joana ${customer}`, external_id: `joana-${customer}` },
    number: number ?? usual,
    protocol: served === undefined || part === 1 ? `UNIR-${customer}-${index + 1}` : undefined,
    queued_at: time(0),
    answered_at: agent === null ? undefined : time(1),
    ended_at: time(4),
    case: { external_id: `merge-${customer}-${index}`, kind: "Cobrança", subject },
  };
}

for (const customer of ["A", "B"]) {
  for (const [index, one] of cases.entries()) {
    console.log(JSON.stringify(interaction(customer, index, 0, one.responsible ?? null, one)));
    if (one.served !== undefined) console.log(JSON.stringify(interaction(customer, index, 1, one.served, one)));
  }
}
