//! Reusable pieces: values in, callbacks out, no context.
