// Two cases with realistic long names: a name of 60 letters, an e-mail address of the maximum
// length in place of a name, a long queue, kind, reason, subject and agent. Prints NDJSON for
// `protocolo import ndjson -`. The protocol of the Ith interaction of the Cth customer is
// NOMES-C-I.

const minute = 60_000;
const start = Date.UTC(2025, 2, 3, 12);

/** An e-mail address of this length; the maximum is 254. */
const address = (length) => {
  const local = "atendimento.financeiro.corporativo@";
  const end = ".exemplo.com";
  return local + "departamento-regional.".repeat(12).slice(0, length - local.length - end.length - 1) + "s" + end;
};

/** The names of the customers. */
const customers = ["Maria Aparecida de Albuquerque Cavalcanti e Vasconcelos Lima", address(200)];

const queue = "Pós-Venda Especializado e Retenção de Clientes Empresariais";
const kind = "Ressarcimento por interrupção prolongada do fornecimento";

/** An interaction of a customer, either a conversation or a call. */
function interaction(index, part, channel) {
  const at = start + (index * 10 + part) * minute;
  const time = (minutes) => new Date(at + minutes * minute).toISOString();
  const number = channel === "webchat" ? undefined : "+55 11 96543-2101";
  return {
    source: "end2end",
    external_id: `long-names-${index}-${part}`,
    channel,
    direction: "inbound",
    queue,
    agent: part === 1 ? "wellington.cavalcanti-de-albuquerque" : "agent",
    customer: {
      name: customers[index],
      external_id: `long-names-${index}`,
      email: address(254),
      chat: `contato-${"departamento-".repeat(6)}${index}`,
    },
    number,
    protocol: `NOMES-${index + 1}-${part + 1}`,
    queued_at: time(0),
    answered_at: time(1),
    ended_at: time(4),
    contact_reason: "Verificação de ressarcimento por descontinuidade administrativa",
    notes: `Encaminhado para https://exemplo.com.br/${"caminho/".repeat(12)} com urgência.`,
    case: {
      external_id: `long-names-${index}`,
      kind,
      subject: "Cancelamento indevido do parcelamento automático e restabelecimento do fornecimento",
    },
    messages:
      channel === "voice" ? undefined : [{ at: time(1), from: "customer", text: "Bom dia, preciso de ajuda." }],
    calls: channel === "voice" ? [{ at: time(0), number, status: "answered", duration_s: 180 }] : undefined,
  };
}

for (const index of customers.keys()) {
  for (const [part, channel] of ["voice", "webchat", "whatsapp"].entries()) {
    console.log(JSON.stringify(interaction(index, part, channel)));
  }
}
