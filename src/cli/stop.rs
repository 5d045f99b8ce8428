//! Stop: Ctrl-C and its kin end a run between two waves of replications or two figures, so that nothing half-written
//! stays.

use std::sync::{
    Arc, LazyLock,
    atomic::{AtomicBool, Ordering},
};

use signal_hook::consts::{SIGINT, SIGTERM};

static STOP: LazyLock<Arc<AtomicBool>> = LazyLock::new(Arc::default);

/// From now on the first signal asks the run to stop, and a second one ends the program at once. A file that grows past
/// a limit is an error to report, not a signal to die of.
pub fn listen() {
    for signal in [SIGINT, SIGTERM] {
        // Registering fails only for signals that cannot be caught, which these are not.
        let _ = signal_hook::flag::register_conditional_shutdown(signal, 75, STOP.clone());
        let _ = signal_hook::flag::register(signal, STOP.clone());
    }
    #[cfg(unix)]
    let _ = signal_hook::flag::register(signal_hook::consts::SIGXFSZ, Arc::default());
}

pub fn requested() -> bool {
    STOP.load(Ordering::Relaxed)
}
