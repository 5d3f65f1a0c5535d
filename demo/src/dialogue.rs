//! Composes conversations from the texts.

use domain::{Direction, Millis, Sender, Timestamp};

use super::calendar::whole_second;
use super::chance::Chance;
use super::names::Gender;
use super::slots::{Facts, Template};
use super::texts::{Exchange, Lines, Scene, Script, Texts};

/// The plan of a conversation.
#[derive(Clone, Copy, Debug)]
pub(crate) struct DialoguePlan {
    /// Which side started it.
    pub(crate) direction: Direction,
    /// Whether an agent and the customer talked at all.
    pub(crate) answered: bool,
    /// Whether the subject was discussed before.
    pub(crate) follow_up: bool,
    /// Whether the problem is solved in the end.
    pub(crate) settled: bool,
    /// The minimum number of lines; more subjects are added until it is reached.
    pub(crate) at_least: usize,
}

/// A line of a conversation, without its time.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Line {
    pub(crate) sender: Sender,
    pub(crate) text: String,
    /// The relative pause after the previous line.
    pub(crate) pause: f64,
}

/// A composed conversation.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Conversation {
    pub(crate) lines: Vec<Line>,
    /// The index of the first line after the answer.
    pub(crate) answered_at: usize,
}

/// Composes a conversation about the subject of `script`, an index in the scripts of its queue.
pub(crate) fn compose(
    texts: &Texts,
    (scripts, script): (&[Script], usize),
    facts: &Facts<'_>,
    course: DialoguePlan,
    chance: &mut Chance,
) -> Conversation {
    let mut writer = Writer { texts, facts, chance, lines: Vec::with_capacity(24) };
    let matter = &scripts[script].lines;
    match course.direction {
        Direction::Inbound => writer.until_the_queue(matter, course),
        Direction::Outbound => writer.until_the_answer(matter, course),
    }
    let answered_at = writer.lines.len();
    if course.answered {
        writer.greetings(course);
        writer.talk(matter, course.follow_up, course.settled);
        while writer.lines.len() < course.at_least {
            writer.next_matter(scripts);
        }
        writer.farewell();
    }
    Conversation { lines: writer.lines, answered_at }
}

struct Writer<'a> {
    texts: &'a Texts,
    facts: &'a Facts<'a>,
    chance: &'a mut Chance,
    lines: Vec<Line>,
}

impl Writer<'_> {
    /// The bot asks for the subject and hands over; a customer who gives up does so here.
    fn until_the_queue(&mut self, matter: &Lines, course: DialoguePlan) {
        if self.chance.hit(0.3) {
            self.scene(Sender::Customer, Scene::CustomerGreets);
        }
        self.scene(Sender::Bot, Scene::BotOpens);
        if course.follow_up {
            self.scene(Sender::Customer, Scene::CustomerReturns);
        } else {
            self.one_of(Sender::Customer, &matter.customer_opens);
        }
        if !matter.exchanges.iter().any(|exchange| exchange.customer.contains_document())
            && self.chance.hit(0.6)
        {
            self.exchange_of(Sender::Bot, Scene::BotAsks);
        }
        self.scene(Sender::Bot, Scene::BotHandsOver);
        self.scene(Sender::System, Scene::SystemEnters);
        if !course.answered {
            self.scene(Sender::System, Scene::SystemGivesUp);
        }
    }

    /// The agent writes first; some never answer.
    fn until_the_answer(&mut self, matter: &Lines, course: DialoguePlan) {
        if course.follow_up || matter.agent_opens.is_empty() {
            self.scene(Sender::Agent, Scene::AgentReturns);
        } else {
            self.one_of(Sender::Agent, &matter.agent_opens);
        }
        if !course.answered {
            self.scene(Sender::System, Scene::SystemGivesUp);
        }
    }

    fn greetings(&mut self, course: DialoguePlan) {
        if course.direction == Direction::Outbound {
            self.scene(Sender::Customer, Scene::CustomerAccepts);
            return;
        }
        self.scene(Sender::Agent, Scene::AgentIntroduces);
        if self.chance.hit(0.4) {
            self.scene(Sender::Customer, Scene::CustomerRecognises);
        }
    }

    /// From the first question to the customer's reaction.
    fn talk(&mut self, matter: &Lines, follow_up: bool, settled: bool) {
        if follow_up {
            self.exchange_of(Sender::Agent, Scene::FollowUp);
        }
        let wanted = if follow_up { 0 } else { self.chance.between(2, 3) as usize };
        for exchange in self.some_of(&matter.exchanges, wanted) {
            self.exchange(Sender::Agent, exchange);
        }
        if self.chance.hit(0.3) {
            self.exchange_of(Sender::Agent, Scene::Wait);
            self.scene(Sender::Agent, Scene::AfterWait);
        }
        match (follow_up, settled && !matter.settled.is_empty() || matter.pending.is_empty()) {
            (true, true) => self.scene(Sender::Agent, Scene::FollowUpSettled),
            (true, false) => self.scene(Sender::Agent, Scene::FollowUpPending),
            (false, true) => self.one_of(Sender::Agent, &matter.settled),
            (false, false) => self.one_of(Sender::Agent, &matter.pending),
        }
        self.scene(Sender::Customer, if settled { Scene::Glad } else { Scene::Patient });
    }

    /// A customer who writes for days continues with another subject.
    fn next_matter(&mut self, scripts: &[Script]) {
        self.exchange_of(Sender::Agent, Scene::LongPause);
        if let Some(last) = self.lines.last_mut() {
            last.pause *= 200.0;
        }
        let matter = &self.chance.pick(scripts).lines;
        self.one_of(Sender::Customer, &matter.customer_opens);
        let settled = self.chance.hit(0.6);
        self.talk(matter, false, settled);
    }

    fn farewell(&mut self) {
        if self.chance.hit(0.5) {
            self.scene(Sender::Agent, Scene::AgentGivesProtocol);
        }
        if self.chance.hit(0.45) {
            self.exchange_of(Sender::Agent, Scene::AnythingElse);
        }
        if self.chance.hit(0.8) {
            self.scene(Sender::Agent, Scene::AgentTakesLeave);
            if self.chance.hit(0.4) {
                self.scene(Sender::Customer, Scene::CustomerTakesLeave);
            }
        }
        if self.chance.hit(0.7) {
            self.scene(Sender::System, Scene::SystemCloses);
        }
    }

    /// Chooses some of the exchanges, in order, always including the first.
    fn some_of<'e>(&mut self, exchanges: &'e [Exchange], wanted: usize) -> Vec<&'e Exchange> {
        let mut left = wanted.min(exchanges.len());
        let mut chosen = Vec::with_capacity(left);
        for (place, exchange) in exchanges.iter().enumerate() {
            let remaining = (exchanges.len() - place) as f64;
            if left > 0 && (place == 0 || self.chance.hit(left as f64 / remaining)) {
                chosen.push(exchange);
                left -= 1;
            }
        }
        chosen
    }

    fn scene(&mut self, sender: Sender, scene: Scene) {
        let texts = self.texts;
        self.one_of(sender, &texts.scene(scene).customer_opens);
    }

    fn exchange_of(&mut self, asks: Sender, scene: Scene) {
        let texts = self.texts;
        let exchange = self.chance.pick(&texts.scene(scene).exchanges);
        self.exchange(asks, exchange);
    }

    fn exchange(&mut self, asks: Sender, exchange: &Exchange) {
        self.line(asks, &exchange.agent);
        self.line(Sender::Customer, &exchange.customer);
    }

    fn one_of(&mut self, sender: Sender, templates: &[Template]) {
        let template = self.chance.pick(templates);
        self.line(sender, template);
    }

    fn line(&mut self, sender: Sender, template: &Template) {
        let gender = match sender {
            Sender::Customer => self.facts.person.gender,
            Sender::Agent => self.facts.agent.map_or(Gender::Feminine, |agent| agent.gender),
            Sender::Bot | Sender::System => Gender::Feminine,
        };
        let mut text = template.fill(self.facts, gender);
        if sender == Sender::Customer && self.facts.person.casual {
            text = casual(&text);
        }
        let reading = 1.0 + text.len() as f64 / 60.0;
        let pause = match sender {
            Sender::Bot | Sender::System => 0.05,
            Sender::Customer | Sender::Agent => reading * (0.2 + self.chance.pause()),
        };
        self.lines.push(Line { sender, text, pause });
    }
}

/// Rewrites a text in the informal style of mobile messages.
fn casual(text: &str) -> String {
    const SHORT: [(&str, &str); 8] = [
        ("vocês", "vcs"),
        ("você", "vc"),
        ("também", "tb"),
        ("porque", "pq"),
        ("está", "tá"),
        ("não", "nao"),
        ("obrigado", "obg"),
        ("obrigada", "obg"),
    ];
    let mut short = text.strip_suffix('.').unwrap_or(text).to_owned();
    if let Some(first) = short.chars().next() {
        short.replace_range(..first.len_utf8(), &first.to_lowercase().to_string());
    }
    for (long, abbreviation) in SHORT {
        if short.contains(long) {
            short = short.replace(long, abbreviation);
        }
    }
    short
}

/// The times of the lines, ascending and in whole seconds: the first line at `start`, the first
/// line after the answer at `answered`, the last line at `end`.
pub(crate) fn times(
    conversation: &Conversation,
    start: Timestamp,
    answered: Option<Timestamp>,
    end: Timestamp,
) -> Vec<Timestamp> {
    let (before, after) = conversation.lines.split_at(conversation.answered_at);
    let turn = answered.unwrap_or(end);
    let mut times = spread(before, start, if after.is_empty() { end } else { turn });
    times.extend(spread(after, turn, end));
    times
}

fn spread(lines: &[Line], from: Timestamp, to: Timestamp) -> Vec<Timestamp> {
    let total: f64 = lines.iter().skip(1).map(|line| line.pause).sum();
    let mut reached = 0.0;
    let at = |(place, line): (usize, &Line)| {
        reached += if place == 0 { 0.0 } else { line.pause };
        let part = if total > 0.0 { reached / total } else { 0.0 };
        whole_second(from + Millis(((to - from).0 as f64 * part) as i64))
    };
    lines.iter().enumerate().map(at).map(|at| at.clamp(from, to.max(from))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn people_in_a_hurry_write_short() {
        assert_eq!(casual("Vocês também não atendem."), "vcs tb nao atendem");
        assert_eq!(casual("Muito obrigada"), "muito obg");
        assert_eq!(casual("É isso"), "é isso");
    }

    #[test]
    fn lines_go_forward_from_start_to_end() {
        let line = |pause| Line { sender: Sender::Customer, text: String::new(), pause };
        let lines = vec![line(9.0), line(1.0), line(1.0), line(2.0)];
        let conversation = Conversation { lines, answered_at: 2 };
        let [start, answered, end] = [0, 10_000, 20_000].map(Timestamp);
        assert_eq!(times(&conversation, start, Some(answered), end), [start, answered, answered, end]);
    }
}
