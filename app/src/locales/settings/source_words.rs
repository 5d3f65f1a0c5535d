//! Words for what happened with a source: outcomes, what was skipped on purpose, and why something could
//! not be used. A word that is not here is shown as it is.

use super::InEachLanguage;
use crate::locales::Locale;
use crate::locales::words::words;

words! {
    /// Words for what happened with a source.
    pub(super) const PT_BR: SourceWords {
        /// What was skipped.
        skipped: fn(&str) -> Option<&'static str> = |word| find(SKIPPED, word, Locale::PtBr),
        /// Why something could not be used; `{}` stands for the detail.
        reason: fn(&str) -> Option<&'static str> = |word| find(REASONS, word, Locale::PtBr),
    }
}

/// English.
pub(super) const EN: SourceWords = SourceWords {
    skipped: |word: &str| find(SKIPPED, word, Locale::En),
    reason: |word: &str| find(REASONS, word, Locale::En),
};

/// Español.
pub(super) const ES: SourceWords = SourceWords {
    skipped: |word: &str| find(SKIPPED, word, Locale::Es),
    reason: |word: &str| find(REASONS, word, Locale::Es),
};

fn find(table: &[(&str, InEachLanguage)], word: &str, locale: Locale) -> Option<&'static str> {
    table.iter().find(|(known, _)| *known == word).map(|(_, texts)| texts[locale as usize])
}

/// The kinds of `intake::source::Skipped`.
const SKIPPED: &[(&str, InEachLanguage)] = &[
    (
        "account_event",
        [
            "Eventos sobre contas e modelos",
            "Events about accounts and templates",
            "Eventos sobre cuentas y plantillas",
        ],
    ),
    ("contact_name", ["Nomes da agenda", "Names of the contact book", "Nombres de la agenda"]),
    (
        "direct_call",
        [
            "Chamadas diretas, para as quais não há fila definida",
            "Direct calls, for which no queue is set",
            "Llamadas directas, para las que no hay cola definida",
        ],
    ),
    ("during_call", ["Eventos durante chamadas", "Events during calls", "Eventos durante llamadas"]),
    (
        "earlier_version",
        ["Registros lidos de novo", "Records that were read again", "Registros leídos de nuevo"],
    ),
    (
        "earlier_visit",
        [
            "Passagens anteriores por uma fila, das quais o registro da chamada nada diz",
            "Earlier visits to a queue, of which the record of the call says nothing",
            "Pasos anteriores por una cola, de los que el registro de la llamada no dice nada",
        ],
    ),
    (
        "group_event",
        ["Mensagens e eventos de grupos", "Messages and events of groups", "Mensajes y eventos de grupos"],
    ),
    (
        "history_declined",
        [
            "Históricos que a empresa não compartilhou",
            "Histories that the business did not share",
            "Historiales que la empresa no compartió",
        ],
    ),
    (
        "history_not_taken",
        [
            "Mensagens do histórico, que não é lido",
            "Messages of the history, which is not taken",
            "Mensajes del historial, que no se toma",
        ],
    ),
    (
        "late_change",
        [
            "Edições e remoções de mensagens já registradas ou que nunca chegaram",
            "Edits and removals of messages that are already recorded or never arrived",
            "Ediciones y eliminaciones de mensajes ya registrados o que nunca llegaron",
        ],
    ),
    (
        "left_out",
        [
            "Linhas que o mapeamento deixa de fora",
            "Rows that the mapping leaves out",
            "Filas que el mapeo deja fuera",
        ],
    ),
    ("message_status", ["Situações de mensagens", "Statuses of messages", "Estados de mensajes"]),
    (
        "no_queue",
        [
            "Contatos que não chegaram a uma fila",
            "Contacts that reached no queue",
            "Contactos que no llegaron a una cola",
        ],
    ),
    (
        "notice",
        [
            "Avisos sobre identidades e preferências",
            "Notices about identities and preferences",
            "Avisos sobre identidades y preferencias",
        ],
    ),
    (
        "other_channel",
        ["Contatos em outros canais", "Contacts on other channels", "Contactos en otros canales"],
    ),
    ("other_domain", ["Chamadas de outros domínios", "Calls of other domains", "Llamadas de otros dominios"]),
    (
        "other_product",
        [
            "Entregas sobre outros produtos",
            "Deliveries about other products",
            "Entregas sobre otros productos",
        ],
    ),
    ("reaction", ["Reações", "Reactions", "Reacciones"]),
    (
        "undelivered_message",
        [
            "Mensagens que não puderam ser entregues",
            "Messages that could not be delivered",
            "Mensajes que no se pudieron entregar",
        ],
    ),
    (
        "unknown_field",
        ["Eventos de tipos desconhecidos", "Events of unknown kinds", "Eventos de tipos desconocidos"],
    ),
    (
        "unknown_kind",
        [
            "Mensagens de tipos desconhecidos, registradas como não suportadas",
            "Messages of unknown kinds, which are recorded as unsupported",
            "Mensajes de tipos desconocidos, registrados como no admitidos",
        ],
    ),
    (
        "unknown_number",
        [
            "Eventos de números que a fonte não menciona",
            "Events of business numbers that the settings do not name",
            "Eventos de números que la fuente no menciona",
        ],
    ),
    (
        "recording_without_call",
        [
            "Gravações de chamadas que não foram registradas",
            "Recordings of calls that were not recorded here",
            "Grabaciones de llamadas que no se registraron",
        ],
    ),
    (
        "file_left_out",
        [
            "Arquivos de mensagens que não puderam ser buscados",
            "Files of messages that could not be fetched",
            "Archivos de mensajes que no se pudieron obtener",
        ],
    ),
    ("blank_line", ["Linhas em branco", "Blank lines", "Líneas en blanco"]),
    (
        "process_event",
        [
            "Inícios e recargas da central",
            "Starts and reloads of the telephone system",
            "Inicios y recargas de la central",
        ],
    ),
    (
        "agent_presence",
        [
            "Entradas, pausas e filas de agentes",
            "Logins, pauses and memberships of agents",
            "Ingresos, pausas y colas de agentes",
        ],
    ),
    ("ring", ["Toques não atendidos", "Rings that were not answered", "Timbres no atendidos"]),
    (
        "during_visit",
        [
            "Eventos durante a espera na fila",
            "Events during the wait in a queue",
            "Eventos durante la espera en la cola",
        ],
    ),
    ("dialled_number", ["Números discados", "Dialled numbers", "Números marcados"]),
    ("duplicate", ["Eventos repetidos", "Events recorded twice", "Eventos repetidos"]),
    (
        "before_log",
        [
            "Eventos de chamadas que começaram antes do log",
            "Events of calls that began before the log",
            "Eventos de llamadas que empezaron antes del log",
        ],
    ),
    (
        "dialler_call",
        [
            "Chamadas de discador, sem fila definida",
            "Calls of a dialler, for which no queue is set",
            "Llamadas de marcador, sin cola definida",
        ],
    ),
    ("unknown_event", ["Eventos de complementos", "Events of add-ons", "Eventos de complementos"]),
    (
        "refused_table",
        [
            "Linhas de uma tabela incompleta",
            "Rows of a table that lacks a column",
            "Filas de una tabla incompleta",
        ],
    ),
    (
        "queue_call",
        [
            "Chamadas em filas, lidas do queue_log",
            "Calls in queues, which are read from queue_log",
            "Llamadas en colas, leídas de queue_log",
        ],
    ),
    (
        "internal_call",
        ["Chamadas entre ramais", "Calls between two extensions", "Llamadas entre extensiones"],
    ),
    (
        "begun_by_agent",
        [
            "Contatos que agentes iniciaram em nome de uma fila",
            "Contacts that agents began in the name of a queue",
            "Contactos que agentes iniciaron en nombre de una cola",
        ],
    ),
    (
        "unnamed_trunk",
        [
            "Chamadas para números de telefone por troncos não informados: informe os troncos",
            "Calls to telephone numbers on trunks that are not named: name the trunks",
            "Llamadas a números de teléfono por troncales no indicadas: indique las troncales",
        ],
    ),
    (
        "leg",
        [
            "Trechos de chamadas já registradas",
            "Legs of calls that are recorded otherwise",
            "Tramos de llamadas ya registradas",
        ],
    ),
    (
        "announcement",
        [
            "Chamadas que só ouviram mensagens",
            "Calls that reached only announcements",
            "Llamadas que solo oyeron mensajes",
        ],
    ),
];

/// The reasons of `intake::source::Reason`, of what follows logs, and of the store.
const REASONS: &[(&str, InEachLanguage)] = &[
    (
        "record_too_long",
        [
            "O registro tem mais de {} bytes.",
            "The record has more than {} bytes.",
            "El registro tiene más de {} bytes.",
        ],
    ),
    ("bad_json", ["Não é um JSON válido.", "It is no valid JSON.", "No es un JSON válido."]),
    ("missing_field", ["O registro não tem {}.", "The record has no {}.", "El registro no tiene {}."]),
    (
        "too_many_visits",
        [
            "A conversa passou por mais de {} filas.",
            "The conversation has more than {} visits to queues.",
            "La conversación pasó por más de {} colas.",
        ],
    ),
    (
        "ambiguous_column",
        [
            "A tabela tem várias colunas {}; escolha a certa pelo número.",
            "The table has several columns {}; choose the right one by its number.",
            "La tabla tiene varias columnas {}; elija la correcta por su número.",
        ],
    ),
    (
        "no_key",
        [
            "As colunas-chave estão em branco.",
            "The columns that identify a row are blank.",
            "Las columnas clave están en blanco.",
        ],
    ),
    (
        "unknown_direction",
        [
            "Nada diz qual lado começou a chamada.",
            "Nothing says which side began the call.",
            "Nada dice qué lado comenzó la llamada.",
        ],
    ),
    (
        "not_a_delivery",
        [
            "A linha não é uma entrega com a hora em que foi recebida.",
            "The line is no delivery with the time of its reception.",
            "La línea no es una entrega con la hora en que se recibió.",
        ],
    ),
    (
        "bad_signature",
        [
            "A assinatura não é a do conteúdo; nada dele é usado.",
            "The signature is not that of the body; nothing of it is used.",
            "La firma no es la del contenido; no se usa nada de él.",
        ],
    ),
    (
        "body_too_long",
        [
            "O conteúdo tem mais de {} bytes.",
            "The body has more than {} bytes.",
            "El contenido tiene más de {} bytes.",
        ],
    ),
    ("not_json", ["O conteúdo não é JSON.", "The body is not JSON.", "El contenido no es JSON."]),
    (
        "no_message_id",
        [
            "A mensagem não tem um ID que sirva.",
            "The message has no ID that can be used.",
            "El mensaje no tiene un ID que sirva.",
        ],
    ),
    (
        "no_customer",
        [
            "A mensagem não diz quem é o cliente.",
            "The message does not say who the customer is.",
            "El mensaje no dice quién es el cliente.",
        ],
    ),
    (
        "malformed_message",
        [
            "À mensagem falta o que as do seu tipo têm.",
            "The message lacks what messages of its kind have.",
            "Al mensaje le falta lo que tienen los de su tipo.",
        ],
    ),
    (
        "too_many_messages",
        [
            "A conversa tem mensagens demais.",
            "The conversation has too many messages.",
            "La conversación tiene demasiados mensajes.",
        ],
    ),
    (
        "import_too_large",
        [
            "Uma importação lê entregas de até {} bytes; importe o resto à parte.",
            "One import reads deliveries of up to {} bytes; import the rest by itself.",
            "Una importación lee entregas de hasta {} bytes; importe el resto aparte.",
        ],
    ),
    (
        "unreadable_memory",
        [
            "O que foi lembrado de entregas anteriores não pode ser lido.",
            "What was remembered of earlier deliveries cannot be read.",
            "Lo recordado de entregas anteriores no se puede leer.",
        ],
    ),
    (
        "recording_format",
        [
            "O conteúdo não é uma gravação em um formato aceito.",
            "The content is no recording in a format that is accepted.",
            "El contenido no es una grabación en un formato aceptado.",
        ],
    ),
    (
        "empty_recording",
        ["A gravação não tem som.", "The recording holds no sound.", "La grabación no tiene sonido."],
    ),
    (
        "unfinished_recording",
        ["A gravação está incompleta.", "The recording is incomplete.", "La grabación está incompleta."],
    ),
    (
        "unreadable_recording",
        [
            "O servidor não pode ler o arquivo; verifique as permissões.",
            "The server cannot read the file; check its permissions.",
            "El servidor no puede leer el archivo; verifique los permisos.",
        ],
    ),
    (
        "recording_of_one_side",
        [
            "A gravação é de um só lado da chamada.",
            "The recording is of one side of the call only.",
            "La grabación es de un solo lado de la llamada.",
        ],
    ),
    (
        "another_recording",
        [
            "O atendimento já tem outra gravação, que fica.",
            "The interaction has another recording, which stays.",
            "La interacción ya tiene otra grabación, que se conserva.",
        ],
    ),
    (
        "line_too_long",
        [
            "A linha tem mais de {} bytes.",
            "The line has more than {} bytes.",
            "La línea tiene más de {} bytes.",
        ],
    ),
    (
        "nul_bytes",
        [
            "{} bytes nulos: a máquina pode ter caído aqui.",
            "{} NUL bytes: the machine may have crashed here.",
            "{} bytes nulos: la máquina puede haber caído aquí.",
        ],
    ),
    (
        "cut_line",
        [
            "A linha foi cortada antes do fim.",
            "The line was cut before its end.",
            "La línea se cortó antes del final.",
        ],
    ),
    (
        "too_few_fields",
        ["A linha tem campos de menos.", "The line has too few fields.", "La línea tiene campos de menos."],
    ),
    (
        "too_many_fields",
        [
            "A linha tem mais campos que o cabeçalho. Ponha entre aspas os valores que contêm o separador.",
            "The row has more fields than the header. Quote values that hold the delimiter.",
            "La línea tiene más campos que el encabezado. Ponga entre comillas los valores que contienen el separador.",
        ],
    ),
    ("bad_time", ["O horário não pode ser lido.", "The time cannot be read.", "La hora no se puede leer."]),
    (
        "no_time_zone",
        [
            "O horário não diz o fuso. Defina o fuso horário da fonte.",
            "The time has no offset. Set the time zone of the source.",
            "La hora no indica la zona. Defina la zona horaria de la fuente.",
        ],
    ),
    (
        "no_call",
        [
            "O evento não diz de que chamada é.",
            "The event names no call.",
            "El evento no dice de qué llamada es.",
        ],
    ),
    (
        "no_queue",
        ["O evento não diz de que fila é.", "The event names no queue.", "El evento no dice de qué cola es."],
    ),
    (
        "began_before_log",
        [
            "A chamada entrou na fila antes do início do log; importe-o junto com o arquivo anterior.",
            "The call entered the queue before the log begins; import it with the file before it.",
            "La llamada entró en la cola antes del comienzo del registro; impórtelo junto con el archivo anterior.",
        ],
    ),
    (
        "no_visit",
        [
            "O evento não pertence a nenhuma chamada que esteja na fila.",
            "The event belongs to no call that is in the queue.",
            "El evento no pertenece a ninguna llamada que esté en la cola.",
        ],
    ),
    (
        "ambiguous_visit",
        [
            "O evento pode ser de várias chamadas na fila.",
            "The event could belong to several calls in the queue.",
            "El evento puede ser de varias llamadas en la cola.",
        ],
    ),
    ("no_end", ["O fim nunca foi registrado.", "The end was never recorded.", "El final nunca se registró."]),
    (
        "too_many_open",
        [
            "Há chamadas abertas demais; esta era a mais antiga.",
            "Too many calls are open at once; this was the oldest.",
            "Hay demasiadas llamadas abiertas; esta era la más antigua.",
        ],
    ),
    (
        "still_open",
        [
            "Ainda estava aberta no fim da importação.",
            "It was still open at the end of the import.",
            "Aún estaba abierta al final de la importación.",
        ],
    ),
    (
        "missing_column",
        ["A tabela não tem a coluna {}.", "The table has no column {}.", "La tabla no tiene la columna {}."],
    ),
    (
        "no_agent_column",
        [
            "A tabela não tem a coluna do agente; nenhum agente é registrado.",
            "The table has no column for the agent; no agent is recorded.",
            "La tabla no tiene la columna del agente; no se registra ningún agente.",
        ],
    ),
    (
        "unknown_answer",
        [
            "Uma pessoa atendeu, mas o log não diz quando.",
            "A person answered, but the log does not say when.",
            "Una persona atendió, pero el log no dice cuándo.",
        ],
    ),
    (
        "bad_fields",
        [
            "Não forma um atendimento válido. {}",
            "It makes no valid interaction. {}",
            "No forma una atención válida. {}",
        ],
    ),
    (
        "conflict",
        [
            "Já foi registrado com outro conteúdo:",
            "It was recorded with other content already:",
            "Ya se registró con otro contenido:",
        ],
    ),
    (
        "lines_lost",
        [
            "O arquivo que estava sendo lido sumiu ou foi danificado; linhas podem ter se perdido.",
            "The file that was being read is gone or damaged; lines may be lost.",
            "El archivo que se estaba leyendo desapareció o se dañó; puede haber líneas perdidas.",
        ],
    ),
    (
        "not_written",
        [
            "Não pôde ser gravado. Leia novamente desde o início.",
            "It could not be written. Read the source again.",
            "No se pudo guardar. Lea de nuevo desde el principio.",
        ],
    ),
];
