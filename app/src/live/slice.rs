//! A slice of the page's state: the answer of a server function for a share of the address.

#[cfg(feature = "hydrate")]
use futures::future::{AbortHandle, abortable};
use leptos::prelude::*;

use crate::error::AppError;

/// Number of answers that are kept, so that back and forward show them at once.
#[cfg(feature = "hydrate")]
const KEPT: usize = 8;

/// What a part of a page shows. While the next answer is awaited the last one stays, marked busy.
pub(crate) struct Slice<T: Send + Sync + 'static> {
    shown: RwSignal<Result<T, AppError>>,
    busy: RwSignal<bool>,
    retries: RwSignal<u32>,
    /// A newer answer for the same key that waits to be shown.
    waiting: RwSignal<Option<T>>,
    /// Whether something arrived after the request that is awaited.
    #[cfg(feature = "hydrate")]
    is_outdated: StoredValue<bool>,
    /// The request that is awaited.
    #[cfg(feature = "hydrate")]
    request: StoredValue<Option<AbortHandle>>,
    /// Whether the answer for the next key is there already.
    #[cfg(feature = "hydrate")]
    is_answered: StoredValue<bool>,
}

impl<T: Send + Sync + 'static> Clone for Slice<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T: Send + Sync + 'static> Copy for Slice<T> {}

impl<T: Clone + PartialEq + Send + Sync + 'static> Slice<T> {
    /// The answer that is shown, tracked.
    pub(crate) fn get(self) -> Result<T, AppError> {
        self.shown.get()
    }

    /// Reads the answer that is shown, tracked.
    pub(crate) fn with<R>(self, read: impl FnOnce(&Result<T, AppError>) -> R) -> R {
        self.shown.with(read)
    }

    /// Whether another answer is awaited, tracked.
    pub(crate) fn is_busy(self) -> bool {
        self.busy.get()
    }

    /// `aria-busy` of the part, tracked.
    pub(crate) fn aria_busy(self) -> Option<&'static str> {
        self.is_busy().then_some("true")
    }

    /// Shows a newer answer for the same key, or lets it wait for the next step: `waits` gets the one that
    /// is shown and the newer one. While another answer is awaited, the page asks once more afterwards.
    pub(crate) fn renew(self, newer: T, waits: impl FnOnce(&T, &T) -> bool) {
        #[cfg(feature = "hydrate")]
        self.show_newer(newer, waits);
        #[cfg(not(feature = "hydrate"))]
        let _ = (self, newer, waits);
    }

    /// Reads the answer that waits, tracked.
    pub(crate) fn with_waiting<R>(self, read: impl FnOnce(&Option<T>) -> R) -> R {
        self.waiting.with(read)
    }

    /// Asks again for the same.
    pub(crate) fn retry(self) {
        self.retries.update(|retries| *retries += 1);
    }
}

/// The slice for `key`, its share of the address. The server and the hydration show `initial`;
/// afterwards every other key is asked for with `ask`, and the request for the key before is aborted.
pub(crate) fn slice<K, T, A>(
    key: impl Fn() -> K + Send + Sync + 'static,
    initial: Result<T, AppError>,
    ask: impl Fn(K) -> A + 'static,
) -> Slice<T>
where
    K: Clone + PartialEq + Send + Sync + 'static,
    T: Clone + PartialEq + Send + Sync + 'static,
    A: Future<Output = Result<T, AppError>> + 'static,
{
    let slice = Slice {
        shown: RwSignal::new(initial),
        busy: RwSignal::new(false),
        retries: RwSignal::new(0),
        waiting: RwSignal::new(None),
        #[cfg(feature = "hydrate")]
        is_outdated: StoredValue::new(false),
        #[cfg(feature = "hydrate")]
        request: StoredValue::new(None),
        #[cfg(feature = "hydrate")]
        is_answered: StoredValue::new(false),
    };
    #[cfg(feature = "hydrate")]
    slice.follow(key, ask);
    #[cfg(not(feature = "hydrate"))]
    let _ = (key, ask);
    slice
}

#[cfg(feature = "hydrate")]
impl<T: Clone + PartialEq + Send + Sync + 'static> Slice<T> {
    /// Asks for every key after the current one.
    fn follow<K, A>(self, key: impl Fn() -> K + Send + Sync + 'static, ask: impl Fn(K) -> A + 'static)
    where
        K: Clone + PartialEq + Send + Sync + 'static,
        A: Future<Output = Result<T, AppError>> + 'static,
    {
        let key = Memo::new(move |_| key());
        let first = self.shown.with_untracked(|shown| shown.clone().ok());
        let kept =
            Kept(StoredValue::new(first.map(|answer| (key.get_untracked(), answer)).into_iter().collect()));
        on_cleanup(move || self.abort());
        Effect::watch(
            move || (key.get(), self.retries.get(), super::parts::version()),
            move |(key, _, version), last, _| {
                let is_answered = self.is_answered.get_value();
                self.is_answered.set_value(false);
                // A form may have changed everything.
                if last.is_some_and(|(_, _, last)| last != version) {
                    kept.clear();
                } else if let Some((last, ..)) = last.filter(|_| !is_answered && !self.is_awaited()) {
                    self.keep_shown(last, kept);
                }
                if is_answered {
                    return;
                }
                let is_same = last.is_some_and(|(last, ..)| last == key);
                // An answer that was kept is shown at once. It may have changed since, so it is
                // asked for all the same.
                match kept.find(key).filter(|_| !is_same) {
                    Some(answer) => {
                        self.busy.set(false);
                        self.shown.set(Ok(answer));
                    }
                    None => self.busy.set(true),
                }
                if self.waiting.with_untracked(Option::is_some) {
                    self.waiting.set(None);
                }
                self.begin(key.clone(), ask(key.clone()), kept);
            },
            false,
        );
    }

    /// Keeps what is shown for `key`, which may have been renewed since it was asked for.
    fn keep_shown<K>(self, key: &K, kept: Kept<K, T>)
    where
        K: Clone + PartialEq + Send + Sync + 'static,
    {
        if let Some(shown) = self.shown.with_untracked(|shown| shown.clone().ok()) {
            kept.keep(key.clone(), shown);
        }
    }

    /// Awaits an answer. The request for an earlier key is of no use any more.
    fn begin<K>(self, key: K, answer: impl Future<Output = Result<T, AppError>> + 'static, kept: Kept<K, T>)
    where
        K: PartialEq + Send + Sync + 'static,
    {
        self.abort();
        let (answer, handle) = abortable(answer);
        self.request.set_value(Some(handle));
        leptos::task::spawn_local(async move {
            let Ok(answer) = answer.await else { return };
            self.request.set_value(None);
            if self.is_outdated.get_value() {
                self.is_outdated.set_value(false);
                super::arrivals::notice();
            }
            self.arrive(key, answer, kept);
        });
    }

    /// Whether a request is on its way.
    fn is_awaited(self) -> bool {
        self.request.with_value(Option::is_some)
    }

    fn show_newer(self, newer: T, waits: impl FnOnce(&T, &T) -> bool) {
        if self.is_awaited() {
            self.is_outdated.set_value(true);
            return;
        }
        if self.waiting.with_untracked(|waiting| waiting.as_ref() == Some(&newer)) {
            return;
        }
        let waits = self.shown.with_untracked(|shown| match shown {
            Ok(shown) if *shown == newer => None,
            Ok(shown) => Some(waits(shown, &newer)),
            Err(_) => Some(false),
        });
        if waits == Some(true) {
            self.waiting.set(Some(newer));
            return;
        }
        if self.waiting.with_untracked(Option::is_some) {
            self.waiting.set(None);
        }
        if waits.is_some() {
            self.shown.set(Ok(newer));
            crate::browser::accept_changes();
        }
    }

    /// Shows an answer that came by other means. `moves` is whether it is the one for the key that
    /// follows, which is not asked for then.
    pub(crate) fn put(self, answer: T, moves: bool) {
        self.abort();
        self.is_answered.set_value(moves);
        self.busy.set(false);
        self.shown.set(Ok(answer));
    }

    /// Drops the future of the request, which aborts the request.
    fn abort(self) {
        if let Some(Some(handle)) = self.request.try_update_value(Option::take) {
            handle.abort();
        }
    }

    fn arrive<K>(self, key: K, answer: Result<T, AppError>, kept: Kept<K, T>)
    where
        K: PartialEq + Send + Sync + 'static,
    {
        match &answer {
            // The page leads to the login, and back, or is one of the server's version.
            Err(AppError::SignedOut | AppError::Outdated) => {
                let _ = window().location().reload();
                return;
            }
            // What is shown already stays.
            Err(AppError::Unreachable) if kept.find(&key).is_some() => {
                self.busy.set(false);
                crate::browser::announce_failure();
                return;
            }
            Err(_) => {}
            Ok(answer) => kept.keep(key, answer.clone()),
        }
        self.busy.set(false);
        if self.shown.with_untracked(|shown| *shown != answer) {
            self.shown.set(answer);
        }
        crate::browser::announce_changes();
    }
}

/// The last answers, newest first.
#[cfg(feature = "hydrate")]
struct Kept<K: 'static, T: 'static>(StoredValue<Vec<(K, T)>>);

#[cfg(feature = "hydrate")]
impl<K, T> Clone for Kept<K, T> {
    fn clone(&self) -> Self {
        *self
    }
}

#[cfg(feature = "hydrate")]
impl<K, T> Copy for Kept<K, T> {}

#[cfg(feature = "hydrate")]
impl<K: PartialEq + Send + Sync + 'static, T: Clone + Send + Sync + 'static> Kept<K, T> {
    fn find(self, key: &K) -> Option<T> {
        self.0.with_value(|kept| kept.iter().find(|(one, _)| one == key).map(|(_, answer)| answer.clone()))
    }

    fn clear(self) {
        self.0.update_value(Vec::clear);
    }

    fn keep(self, key: K, answer: T) {
        self.0.update_value(|kept| {
            kept.retain(|(one, _)| *one != key);
            kept.insert(0, (key, answer));
            kept.truncate(KEPT);
        });
    }
}
