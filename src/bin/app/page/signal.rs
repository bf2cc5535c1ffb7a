//! Signals, which are values that notify their effects when they change, and effects, which run again when a signal they read
//! changes. Signals are never freed, because they are needed as long as the page is open.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

type Effect = Rc<dyn Fn()>;
/// Indices of effects in [`EFFECTS`].
type Followers = RefCell<Vec<usize>>;

thread_local! {
    static EFFECTS: RefCell<Vec<Effect>> = const { RefCell::new(Vec::new()) };
    /// The effect that is running. Signals that it reads add it to their followers.
    static RUNNING: Cell<Option<usize>> = const { Cell::new(None) };
}

/// A value of the page's state. Copies share the value.
pub(super) struct Signal<T: 'static>(&'static (RefCell<T>, Followers));

impl<T> Clone for Signal<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Signal<T> {}

/// Creates a signal. It is never freed.
pub(super) fn create_signal<T>(value: T) -> Signal<T> {
    Signal(Box::leak(Box::new((RefCell::new(value), RefCell::default()))))
}

impl<T> Signal<T> {
    /// Reads the value and subscribes the running effect.
    pub(super) fn with<R>(self, look: impl FnOnce(&T) -> R) -> R {
        follow(&self.0.1);
        look(&self.0.0.borrow())
    }

    /// Sets the value and runs the effects that follow it.
    pub(super) fn set(self, value: T) {
        self.set_silent(value);
        tell(&self.0.1);
    }

    /// Sets the value without running effects.
    pub(super) fn set_silent(self, value: T) {
        self.0.0.replace(value);
    }

    /// Changes the value without running effects.
    pub(super) fn update_silent<R>(self, change: impl FnOnce(&mut T) -> R) -> R {
        change(&mut self.0.0.borrow_mut())
    }
}

impl<T: Clone> Signal<T> {
    /// Returns the value and subscribes the running effect.
    pub(super) fn get(self) -> T {
        self.with(T::clone)
    }

    /// Returns the value without subscribing the running effect.
    pub(super) fn get_untracked(self) -> T {
        self.0.0.borrow().clone()
    }
}

/// Runs an effect now, and again whenever a signal that it read is set.
pub(super) fn create_effect(run: Box<dyn Fn()>) {
    let place = EFFECTS.with_borrow_mut(|effects| {
        effects.push(run.into());
        effects.len() - 1
    });
    run_effect(place);
}

/// Runs a function whose reads subscribe no effect.
pub(super) fn untracked<R>(act: impl FnOnce() -> R) -> R {
    let outer = RUNNING.replace(None);
    let done = act();
    RUNNING.set(outer);
    done
}

fn run_effect(place: usize) {
    let Some(effect) = EFFECTS.with_borrow(|effects| effects.get(place).cloned()) else { return };
    let outer = RUNNING.replace(Some(place));
    effect();
    RUNNING.set(outer);
}

fn follow(followers: &Followers) {
    if let Some(place) = RUNNING.get()
        && !followers.borrow().contains(&place)
    {
        followers.borrow_mut().push(place);
    }
}

fn tell(followers: &Followers) {
    // The list was emptied: an effect subscribes again when it reads the signal.
    followers.take().into_iter().for_each(run_effect);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_effect_follows_only_the_signals_of_its_last_run() {
        let (which, left, right) = (create_signal(true), create_signal(1), create_signal(10));
        let seen = create_signal(Vec::new());
        create_effect(Box::new(move || {
            let value = if which.get() { left.get() } else { right.get() };
            seen.update_silent(|seen| seen.push(value));
        }));
        right.set(11);
        left.set(2);
        which.set(false);
        right.set(12);
        left.set_silent(3);
        assert_eq!(seen.get_untracked(), [1, 2, 11, 12]);
    }

    #[test]
    fn an_effect_may_set_a_signal_that_another_effect_follows() {
        let (source, double) = (create_signal(1), create_signal(0));
        create_effect(Box::new(move || double.set(2 * source.get())));
        let seen = create_signal(0);
        create_effect(Box::new(move || seen.set_silent(double.get())));
        source.set(21);
        assert_eq!(seen.get_untracked(), 42);
    }
}
