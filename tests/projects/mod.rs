//! Projects as their authors have them: made by `rubric new`, looked after by `rubric watch`.

mod new;
mod watch;
